using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

public abstract partial class RangeLockTests
{
    [Fact]
    public void Dump_SaysWhoHoldsAndWhoWaits()
    {
        _lock.Lock(Sectors(8, 9), Shared, label: "reader");
        RangeLease first = _lock.Lock(Sectors(0, 2));
        ValueTask<RangeLease> waiting = _lock.LockAsync(Sectors(1, 3), label: "writer");

        Assert.Equal(
            "[0, 8192) Exclusive, held by (no label)\n"
            + "[32768, 36864) Shared, held by reader\n"
            + "[4096, 12288) Exclusive, awaited by writer\n",
            _lock.Dump());

        first.Release();
        Assert.Equal(
            "[4096, 12288) Exclusive, held by writer\n[32768, 36864) Shared, held by reader\n", _lock.Dump());
        Assert.True(Granted(waiting).IsHeld);
    }

    [Fact]
    public void DumpOfAFreeLock_SaysSo()
    {
        _lock.Lock(Sectors(0, 1)).Release();

        Assert.Equal("(empty)\n", _lock.Dump());
    }

    [Fact]
    public void LeakReport_NamesWhatWasNotGivenBack()
    {
        _lock.Lock(Sectors(0, 1), label: "truncate");

        RangeLeakException leak = Assert.Throws<RangeLeakException>(_lock.ThrowIfHeld);

        Assert.Equal("Not given back:\n[0, 4096) Exclusive, held by truncate", leak.Message);
        Assert.Equal([new HeldRange(Sectors(0, 1), Exclusive, "truncate", IsWaiting: false)], leak.Ranges);
    }

    [Fact]
    public void LeakReportOfAFreeLock_IsSilent()
    {
        _lock.Lock(Sectors(0, 1), label: "truncate").Release();
        _lock.TryLock(Sectors(0, 1), out RangeLease lease, Shared);
        lease.Dispose();

        _lock.ThrowIfHeld();
    }
}
