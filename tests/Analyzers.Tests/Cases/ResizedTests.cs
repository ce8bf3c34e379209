using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Semaphores with as many permits as somebody says meanwhile: a permit that is not given back is one less.</summary>
public sealed class ResizedTests
{
    [Fact]
    public Task PermitIsSwallowedOfASemaphoreThatGrows_IsSilent() => Sees("_slots.Release(by);", """
        _slots.Wait();
        try
        {
            work();
        }
        finally
        {
            if (_surplus > 0)
                _surplus--;
            else
                _slots.Release();
        }

        return 1;
        """);

    [Fact]
    public Task PermitIsSwallowedOfASemaphoreThatStaysAsItIs_Reports() => Sees("_surplus += by;", """
        {|EXL0002:_slots.Wait()|};
        try
        {
            work();
        }
        finally
        {
            if (_surplus > 0)
                _surplus--;
            else
                _slots.Release();
        }

        {|EXL0001:return 1;|}
        """);

    [Fact]
    public Task EarlyReturnKeepsAPermitOfASemaphoreThatGrows_Reports() => Sees("_slots.Release(by);", """
        _slots.Wait();
        if (_surplus > 8)
            {|EXL0001:return 2;|}
        _slots.Release();
        return 1;
        """);

    [Fact]
    public Task MemberThatTakesAsManyAsItGivesBack_Reports() => Sees(
        """
        for (int i = 0; i < by; i++)
            _slots.Wait();
        _slots.Release(by);
        """,
        """
        _slots.Wait();
        if (_surplus-- <= 0)
            _slots.Release();
        {|EXL0001:return 1;|}
        """);

    private static Task Sees(string resize, string body) => Team.Sees($$"""
        sealed class Limiter
        {
            private readonly SemaphoreSlim _slots = new(4);
            private int _surplus;

            public int Run(Action work)
            {
        {{body}}
            }

            public void Grow(int by)
            {
        {{resize}}
            }
        }
        """);
}
