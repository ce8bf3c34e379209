using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Attempts that nobody tests, results that are numbers, and locks taken in some modes of a class only.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public Task TimedWaitThatNobodyTests_Reports() => Team.Sees("""
        sealed class Downloads
        {
            private readonly SemaphoreSlim _slots = new(4);
            private int _running;

            public void Start()
            {
                {|EXL0006:_slots.Wait(100)|};
                try
                {
                    _running++;
                }
                finally
                {
                    _slots.Release();
                }
            }
        }
        """);

    [Fact]
    public Task TimedWaitThatIsTested_IsSilent() => Team.Sees("""
        sealed class Downloads
        {
            private readonly SemaphoreSlim _slots = new(4);
            private int _running;

            public void Start()
            {
                if (!_slots.Wait(100))
                    throw new TimeoutException();
                try
                {
                    _running++;
                }
                finally
                {
                    _slots.Release();
                }
            }
        }
        """);

    [Fact]
    public Task AttemptThatOnlyChoosesAResult_Reports() => Team.Sees("""
        sealed class Sampler
        {
            private readonly Lock _lock = new();
            private int _fresh;
            private int _stale;

            public int Read() => {|EXL0001:_lock.TryEnter() ? _fresh : _stale|};
        }
        """);

    [Fact]
    public Task AttemptThatChoosesAResultAndReleases_IsSilent() => Team.Sees("""
        sealed class Sampler
        {
            private readonly Lock _lock = new();
            private int _fresh;
            private int _stale;

            public int Read()
            {
                bool entered = _lock.TryEnter();
                int value = entered ? _fresh : _stale;
                if (entered)
                    _lock.Exit();
                return value;
            }
        }
        """);

    [Fact]
    public Task SuccessIsZero_IsSilent() => Team.Sees("""
        abstract class Device
        {
            [Acquires("this", When = Outcome.Zero)] public abstract int TryLock();
            [Releases("this")] public abstract void Unlock();
        }

        sealed class Driver
        {
            private int _count;

            public int Run(Device device)
            {
                if (device.TryLock() != 0)
                    return -1;
                _count++;
                device.Unlock();
                return 0;
            }
        }
        """);

    [Fact]
    public Task SuccessIsZeroAndLeftEarly_Reports() => Team.Sees("""
        abstract class Device
        {
            [Acquires("this", When = Outcome.Zero)] public abstract int TryLock();
            [Releases("this")] public abstract void Unlock();
        }

        sealed class Driver
        {
            private int _count;

            public int Run(Device device, bool again)
            {
                if (device.TryLock() == 0)
                {
                    _count++;
                    if (again)
                        {|EXL0001:return 1;|}
                    device.Unlock();
                }

                return 0;
            }
        }
        """);

    [Fact]
    public Task TakenWhereThreadsAreAllowed_IsSilent() => Team.Sees("""
        sealed class Arena
        {
            private readonly Lock _lock = new();
            private readonly bool _threads;
            private int _used;

            public Arena(bool threads) => _threads = threads;

            public void Reserve(int bytes)
            {
                if (_threads)
                    _lock.Enter();
                _used += bytes;
                if (_threads)
                    _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task TakenWhereThreadsAreAllowedWhichChanges_Reports() => Team.Sees("""
        sealed class Arena
        {
            private readonly Lock _lock = new();
            private int _used;

            public void Reserve(int bytes, bool threads)
            {
                if (threads)
                    _lock.Enter();
                _used += bytes;
                if (_used > 1000)
                    threads = false;
                if (threads)
                    _lock.Exit();
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task TakenAsABitSays_IsSilent() => Team.Sees("""
        [Flags]
        enum Options { None = 0, Shared = 1, Trace = 2 }

        sealed class Writer
        {
            private readonly object _gate = new();
            private int _lines;

            public void Write(Options options)
            {
                if ((options & Options.Shared) != 0)
                    Monitor.Enter(_gate);
                _lines++;
                if ((options & Options.Shared) != 0)
                    Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task TakenAsABitSaysReleasedAsAnotherSays_Reports() => Team.Sees("""
        [Flags]
        enum Options { None = 0, Shared = 1, Trace = 2 }

        sealed class Writer
        {
            private readonly object _gate = new();
            private int _lines;

            public void Write(Options options)
            {
                if ((options & Options.Shared) != 0)
                    Monitor.Enter(_gate);
                _lines++;
                if ((options & Options.Trace) != 0)
                    {|EXL0003:Monitor.Exit(_gate)|};
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task TakenAsAnEnumSays_IsSilent() => Team.Sees("""
        enum Access { None, Read, Write }

        sealed class Store
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _version;

            public int Touch(Access access)
            {
                switch (access)
                {
                    case Access.Read: _rw.EnterReadLock(); break;
                    case Access.Write: _rw.EnterWriteLock(); break;
                }

                int version = access == Access.Write ? ++_version : _version;
                if (access == Access.Write)
                    _rw.ExitWriteLock();
                else if (access == Access.Read)
                    _rw.ExitReadLock();
                return version;
            }
        }
        """);

    [Fact]
    public Task TakenAsAnEnumSaysAndOneForgotten_Reports() => Team.Sees("""
        enum Access { None, Read, Write, Append }

        sealed class Store
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _version;

            public int Touch(Access access)
            {
                switch (access)
                {
                    case Access.Write or Access.Append: _rw.EnterWriteLock(); break;
                }

                int version = access == Access.Write ? ++_version : _version;
                if (access == Access.Write)
                    _rw.ExitWriteLock();
                {|EXL0001:return version;|}
            }
        }
        """);

    [Fact]
    public Task MutexTakenWithinALimit_IsSilent() => Team.Sees("""
        sealed class Installer
        {
            private readonly Mutex _single = new(false, "installer");
            private int _runs;

            public void Run()
            {
                if (_single.WaitOne(5))
                {
                    try
                    {
                        _runs++;
                    }
                    finally
                    {
                        _single.ReleaseMutex();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task MutexTakenWithinALimitAndReleasedInAnyCase_Reports() => Team.Sees("""
        sealed class Installer
        {
            private readonly Mutex _single = new(false, "installer");
            private int _runs;

            public void Run()
            {
                try
                {
                    if (_single.WaitOne(5))
                        _runs++;
                }
                finally
                {
                    {|EXL0003:_single.ReleaseMutex()|};
                }
            }
        }
        """);

    private const string Throttle = """
        sealed class Lease : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        abstract class Throttle
        {
            [Acquires("return", When = Outcome.NotNull)] public abstract Task<Lease> WaitAsync(TimeSpan limit);
            [Acquires("lease", When = Outcome.True)] public abstract bool TryWait(TimeSpan limit, out Lease lease);
        }

        """;

    [Fact]
    public Task TimedWaitThatMayHandOutNothingDisposedInAnyCase_Reports() => Team.Sees(Throttle + """
        sealed class Crawler
        {
            private int _pages;

            public async Task Visit(Throttle throttle)
            {
                Lease lease = await throttle.WaitAsync(TimeSpan.Zero);
                try
                {
                    _pages++;
                }
                finally
                {
                    {|EXL0003:lease.Dispose()|};
                }
            }
        }
        """);

    [Fact]
    public Task AttemptThatFillsALeaseDisposedInAnyCase_Reports() => Team.Sees(Throttle + """
        sealed class Crawler
        {
            private int _pages;

            public void Visit(Throttle throttle)
            {
                {|EXL0006:throttle.TryWait(TimeSpan.Zero, out Lease lease)|};
                try
                {
                    _pages++;
                }
                finally
                {
                    lease.Dispose();
                }
            }
        }
        """);

    [Fact]
    public Task TimedWaitThatMayHandOutNothingTested_IsSilent() => Team.Sees(Throttle + """
        sealed class Crawler
        {
            private int _pages;

            public async Task<bool> Visit(Throttle throttle)
            {
                using Lease lease = await throttle.WaitAsync(TimeSpan.Zero);
                if (lease == null)
                    return false;
                _pages++;
                return true;
            }
        }
        """);
}
