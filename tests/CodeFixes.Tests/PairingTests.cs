using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Releases that do not pair with an acquire: moved, guarded, renamed or taken out.</summary>
public sealed class PairingTests
{
    private static readonly Surroundings Cancellable =
        Surroundings.Default with { Members = "private readonly CancellationToken _stop = default;" };

    [Fact]
    public Task WaitInsideTry_GoesInFront() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        try
        {
            // Only one at a time.
            await _sem.WaitAsync(_stop);
            await Task.Yield();
        }
        finally
        {
            {|EXL0003:_sem.Release()|};
        }
        """, """
        // Only one at a time.
        await _sem.WaitAsync(_stop);
        try
        {
            await Task.Yield();
        }
        finally
        {
            _sem.Release();
        }
        """, FixPlan.Default, Cancellable);

    [Fact]
    public Task WaitInsideTryWithHandler_GetsATryOfItsOwn() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        try
        {
            await _sem.WaitAsync(_stop);
            await Task.Yield();
        }
        catch (OperationCanceledException)
        {
            n = 0;
        }
        finally
        {
            {|EXL0003:_sem.Release()|};
        }
        """, """
        try
        {
            await _sem.WaitAsync(_stop);
            try
            {
                await Task.Yield();
            }
            finally
            {
                _sem.Release();
            }
        }
        catch (OperationCanceledException)
        {
            n = 0;
        }
        """, FixPlan.Default, Cancellable);

    [Fact]
    public Task ReleaseWhoseResultIsDropped_MovesWithIt() =>
        Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        try
        {
            await _sem.WaitAsync(_stop);
            await Task.Yield();
        }
        catch (OperationCanceledException)
        {
            n = 0;
        }
        finally
        {
            _ = {|EXL0003:_sem.Release()|};
        }
        """, """
        try
        {
            await _sem.WaitAsync(_stop);
            try
            {
                await Task.Yield();
            }
            finally
            {
                _ = _sem.Release();
            }
        }
        catch (OperationCanceledException)
        {
            n = 0;
        }
        """, FixPlan.Default, Cancellable);

    [Fact]
    public Task ReleaseOfAFailedTry_IsGuardedByItsOutcome() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        bool taken = Monitor.TryEnter(_gate, 10);
        try
        {
            n++;
        }
        finally
        {
            {|EXL0003:Monitor.Exit(_gate)|};
        }
        """, """
        bool taken = Monitor.TryEnter(_gate, 10);
        try
        {
            n++;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task ReleaseOfAFailedTryThatTellsByReference_IsGuardedByWhatItTold() =>
        Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        bool taken = false;
        Monitor.TryEnter(_gate, 10, ref taken);
        try
        {
            n++;
        }
        finally
        {
            {|EXL0003:Monitor.Exit(_gate)|};
        }
        """, """
        bool taken = false;
        Monitor.TryEnter(_gate, 10, ref taken);
        try
        {
            n++;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task ConditionOfAReleaseThatIsACall_IsNotTakenOut() => LeftAlone("""
        Monitor.Enter(_gate);
        try
        {
            if (Next())
                Monitor.Exit(_gate);

            n++;
        }
        finally
        {
            {|EXL0003:Monitor.Exit(_gate)|};
        }
        """);

    [Fact]
    public Task ReleaseWithoutTheConditionOfItsAcquire_GetsIt() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        if (a)
            Monitor.Enter(_gate);
        n++;
        {|EXL0003:Monitor.Exit(_gate)|};
        """, """
        if (a)
            Monitor.Enter(_gate);
        n++;
        if (a)
            Monitor.Exit(_gate);
        """);

    [Fact]
    public Task SecondRelease_IsTakenOut() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        Monitor.Enter(_gate);
        n++;
        Monitor.Exit(_gate);
        n++;
        {|EXL0003:Monitor.Exit(_gate)|};
        """, """
        Monitor.Enter(_gate);
        n++;
        Monitor.Exit(_gate);
        n++;
        """);

    [Fact]
    public Task EarlierReleaseThatFinallyRepeats_IsTakenOutWithItsCondition() =>
        Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        Monitor.Enter(_gate);
        try
        {
            if (a)
                Monitor.Exit(_gate);

            n++;
        }
        finally
        {
            {|EXL0003:Monitor.Exit(_gate)|};
        }
        """, """
        Monitor.Enter(_gate);
        try
        {
            n++;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task ReleaseInAnotherMode_BecomesThatOfTheAcquire() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterWriteLock();
        try
        {
            n++;
        }
        finally
        {
            {|EXL0004:_rw.ExitReadLock()|};
        }
        """, """
        _rw.EnterWriteLock();
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task CommentBelowTheWait_StaysInTheTry() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        try
        {
            await _sem.WaitAsync(_stop);

            // Whatever it takes.
            await Task.Yield();
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            n++;
            {|EXL0003:_sem.Release()|};
        }
        """, """
        try
        {
            await _sem.WaitAsync(_stop);

            try
            {
                // Whatever it takes.
                await Task.Yield();
            }
            finally
            {
                _sem.Release();
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            n++;
        }
        """, FixPlan.Default, Cancellable);

    [Fact]
    public Task TwoFindings_AreFixedOneAfterTheOther() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterReadLock();
        n++;
        {|EXL0004:_rw.ExitWriteLock()|};
        Monitor.Enter(_gate);
        Monitor.Exit(_gate);
        {|EXL0003:Monitor.Exit(_gate)|};
        """, """
        _rw.EnterReadLock();
        n++;
        _rw.ExitReadLock();
        Monitor.Enter(_gate);
        Monitor.Exit(_gate);
        """, new FixPlan { Iterations = 2 });

    [Fact]
    public Task ReleasesOfTwoPaths_OfWhichEachIsNeeded_AreLeftAlone() => LeftAlone("""
        Monitor.Enter(_gate);
        if (a)
        {
            n++;
            Monitor.Exit(_gate);
        }

        if (b)
            {|EXL0003:Monitor.Exit(_gate)|};
        else if (!a)
            Monitor.Exit(_gate);
        """);

    private static Task LeftAlone(string member) => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember(
        member,
        member,
        new FixPlan { Iterations = 0, FixAllIterations = 0 },
        Surroundings.Default with { Members = "private bool Next() => ++_count % 2 == 0; private int _count;" });

    [Fact]
    public Task WaitBehindAStringOfTwoLines_IsNotMoved() => Kept("""
        try
        {
            string query = @"select
            all";
            await _sem.WaitAsync(_stop);
            query.ToString();
        }
        finally
        {
            {|EXL0003:_sem.Release()|};
        }
        """);

    private static Task Kept(string body) => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember(
        body, body, FixPlan.Default with { Iterations = 0, FixAllIterations = 0 }, Cancellable);
}
