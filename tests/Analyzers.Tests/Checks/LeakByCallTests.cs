using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0002 and EXL0008: a call throws between the acquire and a release on the normal way only.</summary>
public sealed class LeakByCallTests
{
    private static readonly Surroundings Usual = Surroundings.Default with
    {
        Members = """
            private readonly Action _callback = () => { }; private readonly SemaphoreSlim _other = new SemaphoreSlim(1);
            private readonly Task _task = Task.CompletedTask;
            """,
    };

    [Fact]
    public Task CallBetweenEnterAndExit_Suggests() => Member("""
        {|EXL0008:Monitor.Enter(_gate)|};
        Work();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task CallInTryWhoseFinallyExits_IsSilent() => Member("""
        Monitor.Enter(_gate);
        try
        {
            Work();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task CallbackBetweenEnterAndExit_Reports() => Member("""
        {|EXL0002:Monitor.Enter(_gate)|};
        _callback();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task CallbackBeforeEnterAndAfterExit_IsSilent() => Member("""
        _callback();
        Monitor.Enter(_gate);
        n++;
        Monitor.Exit(_gate);
        _callback();
        """);

    [Fact]
    public Task CallbackUnderLockStatement_IsSilent() => Member("""
        lock (_gate)
        {
            _callback();
        }
        """);

    [Fact]
    public Task AwaitBetweenWaitAndRelease_Reports() => AsyncMember("""
        await {|EXL0002:_sem.WaitAsync()|};
        await _task;
        _sem.Release();
        """);

    [Fact]
    public Task AwaitInTryWhoseFinallyReleases_IsSilent() => AsyncMember("""
        await _sem.WaitAsync();
        try
        {
            await _task;
        }
        finally
        {
            _sem.Release();
        }
        """);

    [Fact]
    public Task CatchThatDoesNotRelease_Reports() => Member("""
        try
        {
            {|EXL0002:Monitor.Enter(_gate)|};
            _callback();
            Monitor.Exit(_gate);
        }
        catch (IOException)
        {
            throw;
        }
        """);

    [Fact]
    public Task CatchThatReleasesAndThrowsOn_IsSilent() => Member("""
        Monitor.Enter(_gate);
        try
        {
            _callback();
        }
        catch
        {
            Monitor.Exit(_gate);
            throw;
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task CatchOfOneExceptionThatReleases_ReportsTheOthers() => Member("""
        {|EXL0002:Monitor.Enter(_gate)|};
        try
        {
            _callback();
        }
        catch (IOException)
        {
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task CatchOfAllBeforeTheRelease_IsSilent() => Member("""
        Monitor.Enter(_gate);
        try
        {
            _callback();
        }
        catch
        {
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task SwallowedExceptionThatKeepsTheLock_ReportsTheExitToo() => Member("""
        try
        {
            {|EXL0002:Monitor.Enter(_gate)|};
            _callback();
            Monitor.Exit(_gate);
        }
        catch (IOException)
        {
            {|EXL0001:return;|}
        }
        """);

    [Fact]
    public Task LockThatIsNeverReleasedHere_IsSilent() => Verify.Member(
        """
        Monitor.Enter(_gate);
        _callback();
        """,
        Usual with { Members = Usual.Members + " void End() => Monitor.Exit(_gate);" });

    [Fact]
    public Task GuardThatIsHandedOut_IsSilent() => Verify.Source("""
        using System;
        using System.Threading;

        class C
        {
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);

            public IDisposable? Take(Func<bool> isWanted)
            {
                _sem.Wait();
                if (!isWanted())
                {
                    _sem.Release();
                    return null;
                }

                return new Guard(_sem);
            }

            private sealed class Guard(SemaphoreSlim sem) : IDisposable
            {
                public void Dispose() => sem.Release();
            }
        }
        """);

    [Fact]
    public Task AttemptThatSucceeded_Reports() => Member("""
        if ({|EXL0002:Monitor.TryEnter(_gate)|})
        {
            _callback();
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task CallOnTheBranchWhereTheAttemptFailed_IsSilent() => Member("""
        if (!Monitor.TryEnter(_gate))
        {
            _callback();
            return;
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task CallWhereTheConditionSaysItIsFree_IsSilent() => Member("""
        if (a)
            Monitor.Enter(_gate);
        if (!a)
            _callback();
        if (a)
            Monitor.Exit(_gate);
        """);

    [Fact]
    public Task FourSections_ReportEach() => Member("""
        {|EXL0002:_rw.EnterWriteLock()|};
        _callback();
        _rw.ExitWriteLock();
        {|EXL0002:_rw.EnterReadLock()|};
        _callback();
        _rw.ExitReadLock();
        {|EXL0002:_lock.Enter()|};
        _callback();
        _lock.Exit();
        {|EXL0002:_mutex.WaitOne()|};
        _callback();
        _mutex.ReleaseMutex();
        """);

    [Fact]
    public Task TwoLocksOverOneCall_ReportBoth() => AsyncMember("""
        await {|EXL0002:_sem.WaitAsync()|};
        await {|EXL0002:_other.WaitAsync()|};
        await _task;
        _other.Release();
        _sem.Release();
        """);

    [Fact]
    public Task OneOfTwoLocksReleasedInFinally_ReportsTheOther() => AsyncMember("""
        await {|EXL0002:_sem.WaitAsync()|};
        await _other.WaitAsync();
        try
        {
            await _task;
        }
        finally
        {
            _other.Release();
        }

        _sem.Release();
        """);

    [Fact]
    public Task WaitInsideTheTryWhoseFinallyReleases_IsAReleaseTooMany() => AsyncMember("""
        try
        {
            await _sem.WaitAsync(CancellationToken.None);
            Work();
        }
        finally
        {
            {|EXL0003:_sem.Release()|};
        }
        """);

    [Fact]
    public Task WaitBeforeTheTryWhoseFinallyReleases_IsSilent() => AsyncMember("""
        await _sem.WaitAsync(CancellationToken.None);
        try
        {
            Work();
        }
        finally
        {
            _sem.Release();
        }
        """);

    [Fact]
    public Task ContractWithoutPromise_Reports() => Contracted("", "{|EXL0002:tree.Lock()|};");

    [Fact]
    public Task PromiseToReleaseOnReturnsAndThrows_IsSilent() =>
        Contracted("[ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]", "tree.Lock();");

    [Fact]
    public Task PromiseToReleaseOnAllPaths_IsSaidAsError() =>
        Contracted("[ReleasesOnAllPaths]", "{|EXL1001:tree.Lock()|};");

    [Fact]
    public Task EarlyReturnBesideTheCall_IsSaidOnItsOwn() => Member("""
        {|EXL0002:Monitor.Enter(_gate)|};
        _callback();
        if (a)
            {|EXL0001:return;|}
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task Message_NamesTheOnlyCall() => Verify.Member(
        """
        {|#0:Monitor.Enter(_gate)|};
        _callback();
        Monitor.Exit(_gate);
        """,
        Usual,
        Verify.Diagnostic("EXL0002").WithLocation(0).WithLocation(0).WithMessage(
            "'_gate' acquired here stays held if '_callback()' on line 22 throws"));

    [Fact]
    public Task Message_NamesTheLikeliestCallAndTheWayThere() => Verify.Member(
        """
        {|#0:Monitor.Enter(_gate)|};
        Work();
        if ({|#1:a|})
            _callback();
        Monitor.Exit(_gate);
        """,
        Usual,
        Verify.Diagnostic("EXL0002").WithLocation(0).WithLocation(0).WithLocation(1).WithMessage(
            "'_gate' acquired here stays held if '_callback()' on line 24 throws, or one other call"));

    [Fact]
    public Task Message_CountsTheOtherCalls() => Verify.AsyncMember(
        """
        {|#0:_sem.Wait()|};
        Work();
        _callback();
        await _task;
        _sem.Release();
        """,
        Usual,
        Verify.Diagnostic("EXL0002").WithLocation(0).WithLocation(0).WithMessage(
            "'_sem' acquired here stays held if 'await _task' on line 24 throws, or one of 2 other calls"));

    [Fact]
    public Task Message_OfASuggestionIsTheSame() => Verify.Member(
        """
        {|#0:_rw.EnterReadLock()|};
        Work();
        Work();
        _rw.ExitReadLock();
        """,
        Usual,
        Verify.Diagnostic("EXL0008").WithLocation(0).WithLocation(0).WithMessage(
            "'_rw (shared)' acquired here stays held if 'Work()' on line 22 throws, or one other call"));

    private static Task Member(string body) => Verify.Member(body, Usual);

    private static Task AsyncMember(string body) => Verify.AsyncMember(body, Usual);

    private static Task Contracted(string promise, string acquire) => Verify.Source(
        $$"""
        using System;
        using ExtentLock.Contracts;

        interface ITree
        {
            [Acquires("this")] void Lock();
            [Releases("this")] void Unlock();
        }

        class C
        {
            {{promise}}
            void M(ITree tree, Action callback)
            {
                {{acquire}}
                callback();
                tree.Unlock();
            }
        }
        """,
        Surroundings.With(typeof(AcquiresAttribute).Assembly));
}
