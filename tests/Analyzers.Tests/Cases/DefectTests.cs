using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>The shapes of defects that projects had and repaired, each with what the repair should look like.</summary>
public sealed class DefectTests
{
    [Fact]
    public Task ExclusiveSectionsWithoutCleanUp_Report() => Team.Sees("""
        abstract class Page
        {
            public abstract void Write(byte[] data);
        }

        sealed class Segment
        {
            private readonly Lock _lock = new();
            private int _pages;

            public void Grow(Page page)
            {
                {|EXL0002:_lock.Enter()|};
                page.Write(new byte[512]);
                _pages++;
                _lock.Exit();
            }

            public void Shrink(Page page)
            {
                {|EXL0002:_lock.Enter()|};
                _pages--;
                page.Write(Array.Empty<byte>());
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task ExclusiveSectionsWithCleanUp_AreSilent() => Team.Sees("""
        abstract class Page
        {
            public abstract void Write(byte[] data);
        }

        sealed class Segment
        {
            private readonly Lock _lock = new();
            private int _pages;

            public void Grow(Page page)
            {
                _lock.Enter();
                try
                {
                    page.Write(new byte[512]);
                    _pages++;
                }
                finally
                {
                    _lock.Exit();
                }
            }
        }
        """);

    [Fact]
    public Task WaitWithACancelInsideTheTry_Reports() => Team.Sees("""
        sealed class Sync
        {
            private readonly SemaphoreSlim _one = new(1);
            private int _rounds;

            public void Run(CancellationToken token)
            {
                try
                {
                    _one.Wait(token);
                    _rounds++;
                }
                catch (OperationCanceledException)
                {
                    _rounds = 0;
                }
                finally
                {
                    {|EXL0003:_one.Release()|};
                }
            }
        }
        """);

    [Fact]
    public Task WaitWithACancelInsideAnOuterTry_IsSilent() => Team.Sees("""
        sealed class Sync
        {
            private readonly SemaphoreSlim _one = new(1);
            private int _rounds;

            public void Run(CancellationToken token)
            {
                try
                {
                    _one.Wait(token);
                    try
                    {
                        _rounds++;
                    }
                    finally
                    {
                        _one.Release();
                    }
                }
                catch (OperationCanceledException)
                {
                    _rounds = 0;
                }
            }
        }
        """);

    [Fact]
    public Task ReadLockLeftOnAWayThatDoesNotHoldIt_Reports() => Team.Sees("""
        sealed class Engine
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _open;

            public void Close(bool transaction)
            {
                if (transaction)
                    _rw.EnterReadLock();
                _open--;
                {|EXL0003:_rw.ExitReadLock()|};
            }
        }
        """);

    [Fact]
    public Task ReadLockLeftIfItIsHeld_IsSilent() => Team.Sees("""
        sealed class Engine
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _open;

            public void Close(bool transaction)
            {
                if (transaction)
                    _rw.EnterReadLock();
                _open--;
                if (_rw.IsReadLockHeld)
                    _rw.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task EnterWhereExitWasMeant_Reports() => Team.Sees("""
        sealed class Pool
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _count;

            public void Add()
            {
                _rw.EnterWriteLock();
                try
                {
                    _count++;
                }
                finally
                {
                    {|EXL0005:_rw.EnterWriteLock()|};
                }
            }
        }
        """);

    [Fact]
    public Task ExitWhereExitWasMeant_IsSilent() => Team.Sees("""
        sealed class Pool
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _count;

            public void Add()
            {
                _rw.EnterWriteLock();
                try
                {
                    _count++;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
        }
        """);

    [Fact]
    public Task SemaphoreKeptIfTheSendThrows_Reports() => Team.Sees("""
        abstract class Transport
        {
            public abstract Task SendAsync(byte[] frame, CancellationToken token);
        }

        sealed class Channel
        {
            private readonly SemaphoreSlim _sending = new(1, 1);
            private int _frames;

            public async Task SendAsync(Transport transport, byte[] frame, CancellationToken token)
            {
                await {|EXL0002:_sending.WaitAsync(token)|};
                await transport.SendAsync(frame, token);
                _frames++;
                _sending.Release();
            }
        }
        """);

    [Fact]
    public Task SemaphoreKeptIfThereIsNothingToSend_Reports() => Team.Sees("""
        sealed class Channel
        {
            private readonly SemaphoreSlim _sending = new(1, 1);
            private readonly Queue<byte[]> _queue = new();

            public async Task<byte[]> NextAsync(CancellationToken token)
            {
                await _sending.WaitAsync(token);
                if (_queue.Count == 0)
                    {|EXL0001:return null;|}
                byte[] frame = _queue.Dequeue();
                _sending.Release();
                return frame;
            }
        }
        """);

    [Fact]
    public Task SemaphoreReleasedHoweverTheSendEnds_IsSilent() => Team.Sees("""
        abstract class Transport
        {
            public abstract Task SendAsync(byte[] frame, CancellationToken token);
        }

        sealed class Channel
        {
            private readonly SemaphoreSlim _sending = new(1, 1);
            private int _frames;

            public async Task SendAsync(Transport transport, byte[] frame, CancellationToken token)
            {
                await _sending.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    await transport.SendAsync(frame, token).ConfigureAwait(false);
                    _frames++;
                }
                finally
                {
                    _sending.Release();
                }
            }
        }
        """);

    private const string Files = """
        sealed class ExtentTree
        {
            [Acquires("this", Start = "start", End = "end")] public extern void Lock(long start, long end);
            [Releases("this", Start = "start", End = "end")] public extern void Unlock(long start, long end);
        }

        """;

    [Fact]
    public Task ShortReadThatUnlocksWhatItReadOnly_Reports() => Team.Sees(Files + """
        sealed class Reader
        {
            private long _size;

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public long Read(ExtentTree tree, long start, long length)
            {
                tree.Lock(start, start + length);
                long read = Math.Min(length, _size);
                tree.Unlock(start, start + read);
                {|EXL1001:return read;|}
            }
        }
        """);

    [Fact]
    public Task ShortReadThatUnlocksTheRestToo_IsSilent() => Team.Sees(Files + """
        sealed class Reader
        {
            private long _size;

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public long Read(ExtentTree tree, long start, long length)
            {
                tree.Lock(start, start + length);
                long read = Math.Min(length, _size);
                tree.Unlock(start, start + read);
                if (read < length)
                    tree.Unlock(start + read, start + length);
                return read;
            }
        }
        """);
}
