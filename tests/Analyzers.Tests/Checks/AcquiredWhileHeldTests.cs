using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0005: a lock that allows no recursion is acquired by the one who holds it.</summary>
public sealed class AcquiredWhileHeldTests
{
    private static readonly Surroundings Usual = Surroundings.Default.Without("EXL0008");

    [Fact]
    public Task SemaphoreOfOneWaitedForTwice_Reports() => Member("""
        _sem.Wait();
        {|EXL0005:_sem.Wait()|};
        _sem.Release();
        _sem.Release();
        """);

    [Fact]
    public Task SemaphoreWaitedForAgainAfterItsRelease_IsSilent() => Member("""
        _sem.Wait();
        n++;
        _sem.Release();
        _sem.Wait();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task SemaphoreOfTwoWaitedForTwice_IsSilent() => Member(
        """
        _two.Wait();
        _two.Wait();
        _two.Release();
        _two.Release();
        """,
        "private readonly SemaphoreSlim _two = new SemaphoreSlim(2);");

    [Fact]
    public Task SemaphoreMadeElsewhereWaitedForTwice_IsSilent() => Member(
        """
        _given.Wait();
        _given.Wait();
        _given.Release();
        _given.Release();
        """,
        "private readonly SemaphoreSlim _given; public C(SemaphoreSlim given) => _given = given;");

    [Fact]
    public Task SemaphoreAwaitedTwice_Reports() => Verify.AsyncMember(
        """
        await _sem.WaitAsync();
        try
        {
            await {|EXL0005:_sem.WaitAsync()|};
            _sem.Release();
        }
        finally
        {
            _sem.Release();
        }
        """,
        Usual);

    [Fact]
    public Task SemaphoreAwaitedOnceInEachBranch_IsSilent() => Verify.AsyncMember(
        """
        if (a)
            await _sem.WaitAsync();
        else
            await _sem.WaitAsync();
        n++;
        _sem.Release();
        """,
        Usual);

    [Fact]
    public Task SecondWaitWithLimit_IsSilent() => Member("""
        _sem.Wait();
        if (_sem.Wait(n))
            _sem.Release();
        _sem.Release();
        """);

    [Fact]
    public Task NextIterationAfterForgottenRelease_Reports() => Member("""
        for (int i = 0; i < n; i++)
        {
            {|EXL0005:_sem.Wait()|};
            if (a)
                continue;
            _sem.Release();
        }
        """,
        "",
        "EXL0001");

    [Fact]
    public Task NextIterationAfterRelease_IsSilent() => Member("""
        for (int i = 0; i < n; i++)
        {
            _sem.Wait();
            if (a)
            {
                _sem.Release();
                continue;
            }

            _sem.Release();
        }
        """);

    [Fact]
    public Task SpinLockEnteredTwice_Reports() => Member("""
        bool first = false;
        bool second = false;
        _spin.Enter(ref first);
        {|EXL0005:_spin.Enter(ref second)|};
        _spin.Exit();
        _spin.Exit();
        """);

    [Fact]
    public Task SpinLockEnteredOnce_IsSilent() => Member("""
        bool first = false;
        _spin.Enter(ref first);
        n++;
        _spin.Exit();
        """);

    [Fact]
    public Task MonitorEnteredTwice_IsSilent() => Member("""
        Monitor.Enter(_gate);
        Monitor.Enter(_gate);
        n++;
        Monitor.Exit(_gate);
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task MonitorEnteredTwiceAndLeftOnce_IsCounted() => Member("""
        Monitor.Enter(_gate);
        Monitor.Enter(_gate);
        if (a)
            {|EXL0001:return;|}
        Monitor.Exit(_gate);
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task LockAndMutexTakenTwice_AreSilent() => Member("""
        _lock.Enter();
        _lock.Enter();
        _mutex.WaitOne();
        _mutex.WaitOne();
        _mutex.ReleaseMutex();
        _mutex.ReleaseMutex();
        _lock.Exit();
        _lock.Exit();
        """);

    [Fact]
    public Task ReadLockTakenTwice_Reports() => Member("""
        _rw.EnterReadLock();
        {|EXL0005:_rw.EnterReadLock()|};
        _rw.ExitReadLock();
        _rw.ExitReadLock();
        """);

    [Fact]
    public Task ReadLockThatSupportsRecursionTakenTwice_IsSilent() => Member(
        """
        _recursive.EnterReadLock();
        _recursive.EnterReadLock();
        _recursive.ExitReadLock();
        _recursive.ExitReadLock();
        """,
        "private readonly ReaderWriterLockSlim _recursive = new(LockRecursionPolicy.SupportsRecursion);");

    [Fact]
    public Task ReaderThatAsksForTheWriteLock_Reports() => Member("""
        _rw.EnterReadLock();
        {|EXL0005:_rw.EnterWriteLock()|};
        n++;
        _rw.ExitWriteLock();
        _rw.ExitReadLock();
        """);

    [Fact]
    public Task UpgradeableReaderThatAsksForTheWriteLock_IsSilent() => Member("""
        _rw.EnterUpgradeableReadLock();
        _rw.EnterWriteLock();
        n++;
        _rw.ExitWriteLock();
        _rw.ExitUpgradeableReadLock();
        """);

    [Fact]
    public Task WriterThatAsksForTheReadLock_Reports() => Member("""
        _rw.EnterWriteLock();
        {|EXL0005:_rw.EnterReadLock()|};
        n++;
        _rw.ExitReadLock();
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task ReaderThatLeavesBeforeItWrites_IsSilent() => Member("""
        _rw.EnterReadLock();
        n++;
        _rw.ExitReadLock();
        _rw.EnterWriteLock();
        n++;
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task TwoLocksOfOneType_AreSilent() => Member(
        """
        _sem.Wait();
        _other.Wait();
        n++;
        _other.Release();
        _sem.Release();
        """,
        "private readonly SemaphoreSlim _other = new SemaphoreSlim(1);");

    [Fact]
    public Task HeldOnOneBranchOnly_ReportsWithThatBranch() => Verify.Member(
        """
        if (!a)
            return;
        {|#1:_sem.Wait()|};
        if ({|#2:b|})
        {
            {|#0:_sem.Wait()|};
            _sem.Release();
        }

        _sem.Release();
        """,
        Usual,
        Verify.Diagnostic("EXL0005").WithLocation(0).WithLocation(1).WithLocation(2).WithMessage(
            "'_sem' is acquired here, but is already held since line 21; path: 'b' is true (line 22)"));

    [Fact]
    public Task Upgrade_IsSaidWithTheModeHeld() => Verify.Member(
        """
        {|#1:_rw.EnterReadLock()|};
        {|#0:_rw.EnterWriteLock()|};
        _rw.ExitWriteLock();
        _rw.ExitReadLock();
        """,
        Usual,
        Verify.Diagnostic("EXL0005").WithLocation(0).WithLocation(1).WithMessage(
            "'_rw' is acquired here, but is already held in shared mode since line 19"));

    [Fact]
    public Task ContractThatDoesNotForbidRecursion_IsSilent() => Verify.Member(
        """
        _tree.Lock();
        _tree.Lock();
        _tree.Unlock();
        _tree.Unlock();
        """,
        Usual.Without("EXL0002").And(typeof(AcquiresAttribute).Assembly) with
        {
            Usings = ["ExtentLock.Contracts"],
            Members = """
                private readonly ITree _tree = null!;

                private interface ITree
                {
                    [Acquires("this")] void Lock();
                    [Releases("this")] void Unlock();
                }
                """,
        });

    private static Task Member(string body, string members = "") =>
        Verify.Member(body, Usual with { Members = members });

    private static Task Member(string body, string members, string alsoSilenced) =>
        Verify.Member(body, Usual.Without(alsoSilenced) with { Members = members });
}
