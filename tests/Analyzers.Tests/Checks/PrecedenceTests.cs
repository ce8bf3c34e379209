using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>One defect, one report: what follows from a release that is wrong is not said beside it.</summary>
public sealed class PrecedenceTests
{
    [Fact]
    public Task OtherLockReleasedTwice_ReportsTheReleaseAlone() => Sees("""
        Monitor.Enter(_gate);
        Monitor.Enter(_second);
        Work();
        Monitor.Exit(_gate);
        {|EXL0003:Monitor.Exit(_gate)|};
        """);

    [Fact]
    public Task LeakBehindASecondAcquire_ReportsTheAcquireAlone() => Sees("""
        _rw.EnterWriteLock();
        {|EXL0005:_rw.EnterWriteLock()|};
        Work();
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task LeakBeforeASecondAcquire_ReportsBoth() => Sees("""
        _rw.EnterWriteLock();
        if (a)
            {|EXL0001:return;|}
        {|EXL0005:_rw.EnterWriteLock()|};
        Work();
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task EachLockReleasedOnce_IsSilent() => Sees("""
        Monitor.Enter(_gate);
        Monitor.Enter(_second);
        Work();
        Monitor.Exit(_second);
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task OtherLockReleasedTwiceOnOneWay_ReportsThatWayOnce() => Sees("""
        Monitor.Enter(_gate);
        Monitor.Enter(_second);
        if (a)
        {
            Monitor.Exit(_gate);
            {|EXL0003:Monitor.Exit(_gate)|};
            return;
        }

        Monitor.Exit(_second);
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task WrongReleaseOnOneWayAndLeakOnAnother_ReportsBoth() => Sees("""
        Monitor.Enter(_gate);
        Monitor.Enter(_second);
        if (a)
        {
            Monitor.Exit(_gate);
            {|EXL0003:Monitor.Exit(_gate)|};
            return;
        }

        Monitor.Exit(_gate);
        {|EXL0001:return;|}
        """);

    [Fact]
    public Task ReleasedTwiceAndALockOfAnotherKindForgotten_ReportsBoth() => Sees("""
        Monitor.Enter(_gate);
        _lock.Enter();
        Monitor.Exit(_gate);
        {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL0001:return;|}
        """);

    [Fact]
    public Task ReleasedTwiceBeforeTheOtherIsTaken_ReportsBoth() => Sees("""
        Monitor.Enter(_gate);
        Monitor.Exit(_gate);
        {|EXL0003:Monitor.Exit(_gate)|};
        Monitor.Enter(_second);
        {|EXL0001:return;|}
        """);

    [Fact]
    public Task WrongReleaseUnderAPromise_ReportsTheLeakAlone() => Pairing.Proof("""
        private readonly object _second = new object();
        void M()
        {
            Monitor.Enter(_gate);
            Monitor.Enter(_second);
            Monitor.Exit(_gate);
            Monitor.Exit(_gate);
            {|EXL1001:return;|}
        }
        """);

    private static Task Sees(string statements) => Verify<ExtentLockAnalyzer>.Member(
        statements, Pairing.Surroundings with { Members = "private readonly object _second = new object();" });
}
