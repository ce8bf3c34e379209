using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Ways through a member: handlers, labels, callbacks run without the lock, and what comes after a release.</summary>
public sealed class PathTests
{
    [Fact]
    public Task LockStatementAfterAReadLock_IsSilent() => Team.Sees("""
        sealed class Session
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly object _log = new();
            private int _state;
            private int _lines;

            public void Report()
            {
                _rw.EnterReadLock();
                int state;
                try
                {
                    state = _state;
                }
                finally
                {
                    _rw.ExitReadLock();
                }

                lock (_log)
                {
                    _lines += state;
                }
            }
        }
        """);

    [Fact]
    public Task ReadLockForgottenBeforeALockStatement_Reports() => Team.Sees("""
        sealed class Session
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly object _log = new();
            private int _state;
            private int _lines;

            public void Report()
            {
                _rw.EnterReadLock();
                int state = _state;
                if (state > 0)
                    _rw.ExitReadLock();

                lock (_log)
                {
                    _lines += state;
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task LockDroppedAroundACallback_IsSilent() => Team.Sees("""
        sealed class Scheduler
        {
            private readonly object _gate = new();
            private int _due;

            private void RunOne(Action callback)
            {
                _due--;
                Monitor.Exit(_gate);
                try
                {
                    callback();
                }
                finally
                {
                    Monitor.Enter(_gate);
                }
            }

            public void RunAll(Action callback)
            {
                lock (_gate)
                {
                    while (_due > 0)
                        RunOne(callback);
                }
            }
        }
        """);

    [Fact]
    public Task LockTakenBackOnOneWayOnly_Reports() => Team.Sees("""
        sealed class Scheduler
        {
            private readonly object _gate = new();
            private int _due;

            public void RunOne(Action callback)
            {
                Monitor.Enter(_gate);
                try
                {
                    Monitor.Exit(_gate);
                    callback();
                    Monitor.Enter(_gate);
                    _due--;
                }
                finally
                {
                    {|EXL0003:Monitor.Exit(_gate)|};
                }
            }
        }
        """);

    [Fact]
    public Task AwaitedSemaphoreAndAnEarlyReturn_Reports() => Team.Sees("""
        sealed class Uploader
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _sent;

            public async Task SendAsync(byte[] block)
            {
                await _one.WaitAsync();
                if (block.Length == 0)
                    {|EXL0001:return;|}
                _sent += block.Length;
                _one.Release();
            }
        }
        """);

    [Fact]
    public Task AwaitedSemaphoreReleasedOnBothWays_IsSilent() => Team.Sees("""
        sealed class Uploader
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _sent;

            public async Task SendAsync(byte[] block)
            {
                await _one.WaitAsync();
                if (block.Length == 0)
                {
                    _one.Release();
                    return;
                }

                _sent += block.Length;
                _one.Release();
            }
        }
        """);

    [Fact]
    public Task CallbackUnderASemaphoreWithoutFinally_Reports() => Team.Sees("""
        sealed class Uploader
        {
            private readonly SemaphoreSlim _one = new(1, 1);

            public void Send(Action<string> progress, string name)
            {
                {|EXL0002:_one.Wait()|};
                progress(name);
                _one.Release();
            }
        }
        """);

    [Fact]
    public Task CallbackUnderASemaphoreWithFinally_IsSilent() => Team.Sees("""
        sealed class Uploader
        {
            private readonly SemaphoreSlim _one = new(1, 1);

            public void Send(Action<string> progress, string name)
            {
                _one.Wait();
                try
                {
                    progress(name);
                }
                finally
                {
                    _one.Release();
                }
            }
        }
        """);

    [Fact]
    public Task ReleaseSkippedByASwallowedException_Reports() => Team.Sees("""
        sealed class Settings
        {
            private readonly Lock _lock = new();
            private string _text = "";

            public void Load(string file)
            {
                try
                {
                    {|EXL0002:_lock.Enter()|};
                    _text = File.ReadAllText(file);
                    _lock.Exit();
                }
                catch (IOException)
                {
                    _text = "";
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task ReleaseBeforeTheHandler_IsSilent() => Team.Sees("""
        sealed class Settings
        {
            private readonly Lock _lock = new();
            private string _text = "";

            public void Load(string file)
            {
                try
                {
                    _lock.Enter();
                    try
                    {
                        _text = File.ReadAllText(file);
                    }
                    finally
                    {
                        _lock.Exit();
                    }
                }
                catch (IOException)
                {
                    _text = "";
                }
            }
        }
        """);

    [Fact]
    public Task TakenByAMemberWhoseTypeNeverReleases_Reports() => Team.Sees("""
        sealed class Hits
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _hits;

            public void Add()
            {
                _rw.EnterWriteLock();
                _hits++;
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task TakenByAMemberThatSaysSo_IsSilent() => Team.Sees("""
        sealed class Hits
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _hits;

            [Acquires("_rw")]
            public void Add()
            {
                _rw.EnterWriteLock();
                _hits++;
            }
        }
        """);

    [Fact]
    public Task WaitThatWasCancelledIsReleased_Reports() => Team.Sees("""
        sealed class Mailer
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _sent;

            public async Task SendAsync(CancellationToken token)
            {
                try
                {
                    await _one.WaitAsync(token);
                    _sent++;
                }
                finally
                {
                    {|EXL0003:_one.Release()|};
                }
            }
        }
        """);

    [Fact]
    public Task WaitBeforeTheTry_IsSilent() => Team.Sees("""
        sealed class Mailer
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _sent;

            public async Task SendAsync(CancellationToken token)
            {
                await _one.WaitAsync(token);
                try
                {
                    _sent++;
                }
                finally
                {
                    _one.Release();
                }
            }
        }
        """);

    [Fact]
    public Task EnterWhereTheCleanUpShouldLeave_Reports() => Team.Sees("""
        sealed class Journal
        {
            private readonly object _gate = new();
            private int _entries;

            public void Write()
            {
                Monitor.Enter(_gate);
                try
                {
                    _entries++;
                }
                finally
                {
                    Monitor.Enter(_gate);
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task LeftInTheCleanUp_IsSilent() => Team.Sees("""
        sealed class Journal
        {
            private readonly object _gate = new();
            private int _entries;

            public void Write()
            {
                Monitor.Enter(_gate);
                try
                {
                    _entries++;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);
}
