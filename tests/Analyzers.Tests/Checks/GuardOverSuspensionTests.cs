using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0007 on guards: types whose constructor takes a lock that belongs to its thread.</summary>
public sealed class GuardOverSuspensionTests
{
    private static readonly Surroundings Usual = Surroundings.Default.Without("EXL0002", "EXL0008");

    [Fact]
    public Task AwaitInTheUsingOfAGuard_Reports() => Source("""
        async Task M()
        {
            using (new Reader(_rw))
                {|EXL0007:await Task.Delay(1)|};
        }
        """, Usual);

    [Fact]
    public Task AwaitAfterTheUsingOfAGuard_IsSilent() => Source("""
        async Task M()
        {
            using (new Reader(_rw))
                _count++;
            await Task.Delay(1);
        }
        """, Usual);

    [Fact]
    public Task AwaitAfterAUsingDeclarationOfAGuard_Reports() => Source("""
        async Task M()
        {
            using var reader = new Reader(_rw);
            _count++;
            {|EXL0007:await Task.Delay(1)|};
        }
        """, Usual);

    [Fact]
    public Task AwaitWhileAGuardIsInALocal_Reports() => Source("""
        async Task M()
        {
            var reader = new Reader(_rw);
            {|EXL0007:await Task.Delay(1)|};
            reader.Dispose();
        }
        """, Usual);

    [Fact]
    public Task YieldInTheUsingOfAGuard_Reports() => Source("""
        IEnumerable<int> M()
        {
            using (new Reader(_rw))
                {|EXL0007:yield return _count;|}
        }
        """, Usual);

    [Fact]
    public Task AwaitInTheUsingOfAPermit_IsSilent() => Source("""
        async Task M()
        {
            using (new Permit(_sem))
                await Task.Delay(1);
        }
        """, Usual);

    [Theory]
    [InlineData("Reader")]
    [InlineData("Other | Guards.Reader")]
    public Task AwaitInTheUsingOfAGuardThatIsAllowed_IsSilent(string types) => Source("""
        async Task M()
        {
            using (new Reader(_rw))
                await Task.Delay(1);
        }
        """, Usual with { EditorConfig = "dotnet_code_quality.EXL0007.types_held_over_suspension = " + types });

    [Fact]
    public Task AwaitInTheUsingOfAnotherGuardThanTheOneAllowed_Reports() => Source("""
        async Task M()
        {
            using (new Reader(_rw))
                {|EXL0007:await Task.Delay(1)|};
        }
        """, Usual with { EditorConfig = "dotnet_code_quality.EXL0007.types_held_over_suspension = Guards.Read" });

    private static Task Source(string member, Surroundings surroundings) => Verify.Source(
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Guards;

        sealed class Reader : IDisposable
        {
            private readonly ReaderWriterLockSlim _rw;
            public Reader(ReaderWriterLockSlim rw) { _rw = rw; rw.EnterReadLock(); }
            public void Dispose() => _rw.ExitReadLock();
        }

        sealed class Permit : IDisposable
        {
            private readonly SemaphoreSlim _sem;
            public Permit(SemaphoreSlim sem) { _sem = sem; sem.Wait(); }
            public void Dispose() => _sem.Release();
        }

        class C
        {
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);
            private readonly ReaderWriterLockSlim _rw = new ReaderWriterLockSlim();
            private int _count;

        {{member}}
        }
        """,
        surroundings);
}
