using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>
/// What is said, and the path that is shown: the acquire first, then each branch with the way it went. The first line of a
/// member stands on line 18 of its file, under a promise on line 19.
/// </summary>
public sealed class MessageTests
{
    [Fact]
    public Task LeakAtAReturn_NamesAcquireAndBranches() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            int M(bool a, int n)
            {
                {|#1:_lock.Enter()|};
                if ({|#2:a|})
                {
                    if ({|#3:n > 3|})
                        Work();
                    else
                        {|#0:return 1;|}
                }

                _lock.Exit();
                return 0;
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3)
            .WithMessage("'_lock' acquired on line 20 is still held at this return; "
                + "path: 'a' is true (line 21), 'n > 3' is false (line 23)"));

    [Fact]
    public Task LeakAtTheEnd_SaysSo() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(bool a)
            {
                {|#1:_rw.EnterReadLock()|};
                if ({|#2:a|})
                    _rw.ExitReadLock();
            {|#0:}|}
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_rw (shared)' acquired on line 20 is still held where control reaches the end; "
                + "path: 'a' is false (line 21)"));

    [Fact]
    public Task LeakAtAThrow_SaysSo() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(bool a)
            {
                {|#1:Monitor.Enter(_gate)|};
                if ({|#2:a|})
                    {|#0:throw new IOException();|}
                Monitor.Exit(_gate);
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_gate' acquired on line 20 is still held at this throw; path: 'a' is true (line 21)"));

    [Fact]
    public Task LongPath_IsCutInTheMessageOnly() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(int n)
            {
                {|#1:_lock.Enter()|};
                if ({|#2:n != 1|} && {|#3:n != 2|} && {|#4:n != 3|} && {|#5:n != 4|} && {|#6:n != 5|})
                    {|#0:return;|}
                _lock.Exit();
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3)
            .WithLocation(4).WithLocation(5).WithLocation(6)
            .WithMessage("'_lock' acquired on line 20 is still held at this return; path: ..., 'n != 2' is true (line 21), "
                + "'n != 3' is true (line 21), 'n != 4' is true (line 21), 'n != 5' is true (line 21)"));

    [Fact]
    public Task ReleasedTwice_NamesTheEarlierRelease() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(bool a)
            {
                {|#1:_lock.Enter()|};
                if ({|#2:a|})
                    _lock.Exit();
                {|#0:_lock.Exit()|};
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0003").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_lock' is released here, but it was already released on line 22; path: 'a' is true (line 21)"));

    [Fact]
    public Task ReleasedOnAnotherPath_NamesTheBranch() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(bool a)
            {
                if ({|#2:a|})
                    {|#1:_lock.Enter()|};
                {|#0:_lock.Exit()|};
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0003").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_lock' is released here, but it is not acquired on this path; path: 'a' is false (line 20)"));

    [Fact]
    public Task ReleasedAfterAWaitThatThrew_NamesTheWait() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            async Task M(CancellationToken token)
            {
                try { await {|#1:_sem.WaitAsync(token)|}; }
                finally { {|#0:_sem.Release()|}; }
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0003").WithLocation(0).WithLocation(1)
            .WithMessage("'_sem' is released here, but it is not held if 'await _sem.WaitAsync(token)' on line 20 throws"));

    [Fact]
    public Task ReleasedAfterOneOfSeveralCallsThatThrew_NamesTheLikeliest() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            async Task M(CancellationToken token, bool first)
            {
                try
                {
                    if ({|#2:first|})
                        Work();
                    else
                        Check();
                    await {|#1:_sem.WaitAsync(token)|};
                    Work();
                }
                finally { {|#0:_sem.Release()|}; }
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0003").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_sem' is released here, but it is not held if 'await _sem.WaitAsync(token)' on line 26 throws"));

    [Fact]
    public Task LeakInAProof_NamesAcquireAndBranch() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Proved("""
            int M(ITree tree, bool a)
            {
                {|#1:tree.Lock()|};
                if ({|#2:a|})
                    {|#0:return -5;|}
                tree.Unlock();
                return 0;
            }
            """),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1001").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'tree' acquired on line 21 is still held at this return; path: 'a' is true (line 22)"));

    [Fact]
    public Task LeakInAProofByACall_NamesTheCall() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Proved("""
            void M(ITree tree)
            {
                {|#0:tree.Lock()|};
                Work();
                tree.Unlock();
            }
            """, Exits.All),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1001").WithLocation(0).WithLocation(0)
            .WithMessage("'tree' acquired here is still held if 'Work()' on line 22 throws"));

    [Fact]
    public Task LeakOfAPart_SaysThatItIsAPart() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Proved("""
            int M(IRanges ranges, long start, long end)
            {
                {|#1:ranges.Lock(start, end)|};
                ranges.Unlock(start, start + 1);
                {|#0:return 0;|}
            }
            """),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1001").WithLocation(0).WithLocation(1)
            .WithMessage("'ranges' acquired on line 21 is in part still held at this return"));

    [Fact]
    public Task LeakBehindACaughtException_NamesTheCallThatThrew() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            int M(bool a)
            {
                {|#1:_lock.Enter()|};
                try
                {
                    Work();
                }
                catch (Exception)
                {
                    if ({|#2:a|})
                        {|#0:return 1;|}
                }

                _lock.Exit();
                return 0;
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_lock' acquired on line 20 is still held at this return; "
                + "path: 'Work()' throws (line 23), 'a' is true (line 27)"));

    [Fact]
    public Task ReleaseInEachRound_SaysThatTheRoundBeforeDidIt() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(int n)
            {
                {|#1:_lock.Enter()|};
                while ({|#2:n-- > 0|})
                    {|#0:_lock.Exit()|};
            }
            """, ""),
        Pairing.Surroundings.Without("EXL0001"),
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0003").WithLocation(0)
            .WithLocation(1).WithLocation(2).WithLocation(2)
            .WithMessage("'_lock' is released here, but the round of the loop before has already released it; "
                + "path: 'n-- > 0' is true (line 21), 'n-- > 0' is true (line 21)"));

    [Fact]
    public Task LeakAtTheEndOfALambda_SaysSo() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class("""
            void M(bool a)
            {
                Action act = () =>
                {
                    {|#1:Monitor.Enter(_gate)|};
                    if ({|#2:_state > 1|})
                        Monitor.Exit(_gate);
                {|#0:}|};
                act();
            }
            """, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_gate' acquired on line 22 is still held where control reaches the end; "
                + "path: '_state > 1' is false (line 23)"));

    [Theory]
    [InlineData("bool P { get => {|#0:Monitor.TryEnter(_gate) && _state > 1|}; }")]
    [InlineData("bool P => {|#0:Monitor.TryEnter(_gate) && _state > 1|};")]
    public Task LeakOfAnExpression_UnderlinesAllOfIt(string member) => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class(member, ""),
        Pairing.Surroundings,
        Verify<ExtentLockAnalyzer>.DiagnosticAt("EXL0001", 0)
            .WithMessage("'_gate' acquired on line 18 is still held at this return; "
                + "path: 'Monitor.TryEnter(_gate)' is true (line 18)"));

    [Theory]
    [InlineData("int P { set => {|EXL0001:_state = Monitor.TryEnter(_gate) ? 1 : 2|}; }")]
    [InlineData("C() => {|EXL0001:_state = Monitor.TryEnter(_gate) ? 1 : 2|};")]
    [InlineData("void M() { int F() => {|EXL0001:Monitor.TryEnter(_gate) ? 1 : 2|}; F(); }")]
    [InlineData("void M() { Func<int> f = () => {|EXL0001:Monitor.TryEnter(_gate) ? 1 : 2|}; f(); }")]
    [InlineData("int P { set { Monitor.Enter(_gate); if (value > 1) Monitor.Exit(_gate); {|EXL0001:}|} }")]
    [InlineData("event Action E { add { Monitor.Enter(_gate); if (value != null) Monitor.Exit(_gate); {|EXL0001:}|} remove { } }")]
    [InlineData("C(bool a) { Monitor.Enter(_gate); if (a) Monitor.Exit(_gate); {|EXL0001:}|}")]
    [InlineData("void M() { void F(bool a) { Monitor.Enter(_gate); if (a) Monitor.Exit(_gate); {|EXL0001:}|} F(true); }")]
    public Task LeakOfEveryKindOfBody_StandsAtItsEnd_Reports(string member) => Pairing.Members(member);
}
