using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Tasks of a lock that are awaited on one way only, or beside other tasks under one name.</summary>
public sealed class ConditionalTaskTests
{
    [Fact]
    public Task EitherTheLockOrNothingIsAwaited_IsSilent() => Sees("""
        await (isShared ? _gate.WaitAsync() : Task.CompletedTask);
        try
        {
            await work();
        }
        finally
        {
            if (isShared)
                _gate.Release();
        }

        return 1;
        """);

    [Fact]
    public Task TheLockIsAwaitedInAnyCase_Reports() => Sees("""
        await {|EXL0002:_gate.WaitAsync()|};
        try
        {
            await work();
        }
        finally
        {
            if (isShared)
                _gate.Release();
        }

        {|EXL0001:return 1;|}
        """);

    [Fact]
    public Task HelperThatAwaitsNothingUnlessShared_IsSilent() => Sees(
        """
        await EnterAsync(isShared);
        try
        {
            await work();
        }
        finally
        {
            if (isShared)
                _gate.Release();
        }

        return 1;
        """,
        "private Task EnterAsync(bool isShared) => isShared ? _gate.WaitAsync() : Task.CompletedTask;");

    [Fact]
    public Task HelperThatAlwaysAwaits_Reports() => Sees(
        """
        await {|EXL0002:EnterAsync()|};
        try
        {
            await work();
        }
        finally
        {
            if (isShared)
                _gate.Release();
        }

        {|EXL0001:return 1;|}
        """,
        "private Task EnterAsync() => _gate.WaitAsync();");

    [Fact]
    public Task TaskOfTheLockTakesThePlaceOfAFinishedOne_IsSilent() => Sees("""
        Task entered = Task.CompletedTask;
        if (isShared)
            entered = _gate.WaitAsync();
        await entered.ConfigureAwait(false);
        try
        {
            await work();
        }
        finally
        {
            if (isShared)
                _gate.Release();
        }

        return 1;
        """);

    [Fact]
    public Task NameIsUsedForTheWorkAfterTheLock_IsSilent() => Sees("""
        Task step = _gate.WaitAsync();
        await step;
        try
        {
            step = work();
            await step;
        }
        finally
        {
            _gate.Release();
        }

        return 1;
        """);

    [Fact]
    public Task NameIsUsedForTheWorkAfterTheLockAndItIsKept_Reports() => Sees("""
        Task step = {|EXL0002:_gate.WaitAsync()|};
        await step;
        try
        {
            step = work();
            await step;
        }
        finally
        {
            if (isShared)
                _gate.Release();
        }

        {|EXL0001:return 1;|}
        """);

    private static Task Sees(string body, string helper = "") => Team.Sees($$"""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<int> RunAsync(bool isShared, Func<Task> work)
            {
        {{body}}
            }

            {{helper}}
        }
        """);
}
