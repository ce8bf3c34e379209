using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>What a request of an interleaving asks.</summary>
internal enum Ask
{
    Read,
    Write,
    Truncate,
    Punch,

    /// <summary>What is in the cache comes into the file.</summary>
    Flush,

    /// <summary>The cache gives up its pages.</summary>
    Evict,
}

/// <summary>A request of an interleaving. Places are counted in cells of half a sector, which are all of one
/// value.</summary>
internal sealed record Attempt(Ask Ask, int Start, int Count, byte Value = 0, IoFlags Flags = IoFlags.None)
{
    internal const int Cell = 2048;

    /// <summary>It may be told to give up.</summary>
    internal bool MayBeCancelled { get; init; }

    public override string ToString() => $"{Ask} [{Start}, {Start + Count}) {Flags}";

    /// <summary>Does it, with memory of its length.</summary>
    internal async Task<Answer> RunAsync(VolumeFile file, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            switch (Ask)
            {
                case Ask.Read:
                    int read = await file.ReadAsync(Start * Cell, buffer, Flags, cancellation);
                    return new Answer(IsDone: true, CellsOf(buffer.AsSpan(0, read)));
                case Ask.Write:
                    Array.Fill(buffer, Value);
                    Assert.Equal(buffer.Length, await file.WriteAsync(Start * Cell, buffer, Flags, cancellation));
                    break;
                case Ask.Truncate:
                    await file.SetLengthAsync(Start * Cell, cancellation);
                    break;
                case Ask.Flush:
                    await file.FlushAsync(cancellation);
                    break;
                case Ask.Evict:
                    await file.Volume.Buffered.GiveWayAsync(file.Node, 0, 1 << 20, forWrite: true, cancellation);
                    break;
                default:
                    await file.PunchHoleAsync(Start * Cell, buffer.Length, cancellation);
                    break;
            }

            return new Answer(IsDone: true, []);
        }
        catch (VolumeException refusal) when (refusal.Fault == VolumeFault.WouldBlock)
        {
            Assert.NotEqual(IoFlags.None, Flags & IoFlags.NoWait);
            return new Answer(IsDone: false, []) { IsRefusal = true };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new Answer(IsDone: false, []);
        }
        catch (BlockDeviceException)
        {
            return new Answer(IsDone: false, []) { IsFailure = true };
        }
    }

    internal static byte[] CellsOf(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(0, bytes.Length % Cell);
        byte[] cells = new byte[bytes.Length / Cell];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = bytes[i * Cell];
            Assert.False(bytes.Slice(i * Cell, Cell).ContainsAnyExcept(cells[i]), $"cell {i} is torn");
        }

        return cells;
    }
}

/// <summary>What came of a request: whether it was done, and what a read has read.</summary>
internal sealed record Answer(bool IsDone, byte[] Cells)
{
    internal bool IsRefusal { get; init; }

    internal bool IsFailure { get; init; }

    public override string ToString() =>
        !IsDone ? "not done" : Cells.Length == 0 ? "done" : string.Join(' ', Cells.Select(cell => (int)cell));
}
