using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Defects of file systems carried over: references, ordered work, cleanup labels, locks handed to completions.</summary>
public sealed class DefectReferenceTests
{
    private const string Extents = """
        sealed class State
        {
            [Releases("this")] public extern void Put();
            public extern bool Covers(long offset);
        }

        sealed class Extents
        {
            [Acquires("return", When = Outcome.NotNull)] public extern State Find(long offset);
        }

        """;

    [Fact]
    public Task StateOfAnotherHolderDropped_Reports() => Team.Sees(Extents + """
        sealed class Writer
        {
            public int Clear(Extents extents, long offset)
            {
                State state = extents.Find(offset);
                if (state == null)
                    return 0;
                if (state.Covers(offset))
                    state.Put();
                {|EXL0003:state.Put()|};
                return 1;
            }
        }
        """);

    [Fact]
    public Task StateDroppedOnce_IsSilent() => Team.Sees(Extents + """
        sealed class Writer
        {
            public int Clear(Extents extents, long offset)
            {
                State state = extents.Find(offset);
                if (state == null)
                    return 0;
                if (!state.Covers(offset))
                {
                    state.Put();
                    return 0;
                }

                state.Put();
                return 1;
            }
        }
        """);

    private const string Ordered = """
        sealed class Ordered
        {
            [Releases("this")] public extern void Put();
        }

        sealed class Transaction
        {
            public extern int Start();
        }

        sealed class Inode
        {
            [Acquires("return")] public extern Ordered AllocateOrdered(long start, long length);
            [Acquires("this")] public extern void Lock();
            [Releases("this")] public extern void Unlock();
        }

        """;

    [Fact]
    public Task ReferenceKeptIfTheTransactionFails_Reports() => Team.Sees(Ordered + """
        sealed class Finish
        {
            public int Io(Inode inode, Transaction transaction)
            {
                Ordered ordered = inode.AllocateOrdered(0, 4096);
                int error = transaction.Start();
                if (error < 0)
                    {|EXL0001:return error;|}
                ordered.Put();
                return 0;
            }
        }
        """);

    [Fact]
    public Task ReferencePutHoweverTheTransactionEnds_IsSilent() => Team.Sees(Ordered + """
        sealed class Finish
        {
            public int Io(Inode inode, Transaction transaction)
            {
                Ordered ordered = inode.AllocateOrdered(0, 4096);
                int error = transaction.Start();
                if (error < 0)
                    goto put;
                error = 0;
            put:
                ordered.Put();
                return error;
            }
        }
        """);

    [Fact]
    public Task SharedLabelUnlocksAgain_Reports() => Team.Sees(Ordered + """
        sealed class Swap
        {
            public int Activate(Inode inode, Transaction transaction, bool holes)
            {
                inode.Lock();
                int error = transaction.Start();
                if (error < 0)
                    goto unlock;
                inode.Unlock();
                error = transaction.Start();
                if (holes)
                    goto unlock;
                return error;
            unlock:
                {|EXL0003:inode.Unlock()|};
                return error;
            }
        }
        """);

    [Fact]
    public Task SharedLabelUnlocksOnce_IsSilent() => Team.Sees(Ordered + """
        sealed class Swap
        {
            public int Activate(Inode inode, Transaction transaction, bool holes)
            {
                inode.Lock();
                int error = transaction.Start();
                if (error < 0)
                    goto unlock;
                if (holes)
                {
                    error = -22;
                    goto unlock;
                }

                error = transaction.Start();
            unlock:
                inode.Unlock();
                return error;
            }
        }
        """);

    private const string Requests = """
        sealed class Request
        {
            public Action Completed;
        }

        sealed class Device
        {
            public extern void Submit(Request request);
        }

        """;

    [Fact]
    public Task ReleaseSetAsCompletion_IsSilent() => Team.Sees(Requests + """
        sealed class DirectIo
        {
            private readonly SemaphoreSlim _inFlight = new(16);
            private int _started;

            public void Start(Device device)
            {
                _inFlight.Wait();
                var request = new Request { Completed = () => _inFlight.Release() };
                _started++;
                device.Submit(request);
            }
        }
        """);

    [Fact]
    public Task LeftBeforeTheCompletionWasSet_Reports() => Team.Sees(Requests + """
        sealed class DirectIo
        {
            private readonly SemaphoreSlim _inFlight = new(16);
            private int _started;

            public bool Start(Device device, bool stopped)
            {
                _inFlight.Wait();
                if (stopped && _started > 0)
                    {|EXL0001:return false;|}
                if (stopped)
                {
                    _inFlight.Release();
                    return false;
                }

                var request = new Request { Completed = () => _inFlight.Release() };
                _started++;
                device.Submit(request);
                return true;
            }
        }
        """);

    [Fact]
    public Task TwoBitsForTwoContexts_AreSilent() => Team.Sees("""
        [Flags]
        enum Bits { Extent = 1, Direct = 2 }

        sealed class Ranges
        {
            [Acquires("this.Extent")] public extern void LockExtent();
            [Releases("this.Extent")] public extern void UnlockExtent();
            [Acquires("this.Direct")] public extern void LockDirect();
            [Releases("this.Direct")] public extern void UnlockDirect();
            public object Extent { get; }
            public object Direct { get; }
        }

        sealed class Io
        {
            public void Begin(Ranges ranges)
            {
                ranges.LockDirect();
                ranges.LockExtent();
                ranges.UnlockExtent();
            }

            public void End(Ranges ranges) => ranges.UnlockDirect();
        }
        """);

    [Fact]
    public Task BitOfTheSameContextForgotten_Reports() => Team.Sees("""
        sealed class Ranges
        {
            [Acquires("this.Extent")] public extern void LockExtent();
            [Releases("this.Extent")] public extern void UnlockExtent();
            [Acquires("this.Direct")] public extern void LockDirect();
            [Releases("this.Direct")] public extern void UnlockDirect();
            public object Extent { get; }
            public object Direct { get; }
        }

        sealed class Io
        {
            public int Write(Ranges ranges, int length)
            {
                ranges.LockDirect();
                ranges.LockExtent();
                if (length == 0)
                {
                    ranges.UnlockDirect();
                    {|EXL0001:return -22;|}
                }

                ranges.UnlockExtent();
                ranges.UnlockDirect();
                return length;
            }
        }
        """);

    [Fact]
    public Task EnumeratorThatHoldsAReadLockForItsReader_Reports() => Team.Sees("""
        sealed class Database
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly List<string> _documents = new();

            public IEnumerable<string> FindAll()
            {
                _rw.EnterReadLock();
                try
                {
                    for (int i = 0; i < _documents.Count; i++)
                        {|EXL0007:yield return _documents[i];|}
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }

            public async Task ExportAsync(Func<string, Task> write)
            {
                foreach (string document in FindAll())
                    await write(document);
            }
        }
        """);

    [Fact]
    public Task EnumeratorThatReadsInOnePiece_IsSilent() => Team.Sees("""
        sealed class Database
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly List<string> _documents = new();

            public IReadOnlyList<string> FindAll()
            {
                _rw.EnterReadLock();
                try
                {
                    return _documents.ToArray();
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }

            public async Task ExportAsync(Func<string, Task> write)
            {
                foreach (string document in FindAll())
                    await write(document);
            }
        }
        """);
}
