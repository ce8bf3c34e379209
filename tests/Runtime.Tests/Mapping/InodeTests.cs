using ExtentLock.Extents;
using ExtentLock.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Mapping;

public sealed class InodeTests
{
    private readonly Inode _inode = Files.Empty();

    [Fact]
    public void RangeWrittenBack_IsCleanAndStaysInMemory()
    {
        _inode.IoTree.SetBits(0, 2 * Sector, ExtentBits.Dirty | ExtentBits.Uptodate);

        Assert.Equal(0, _inode.WriteBack(0, Sector));

        Assert.False(_inode.IoTree.AnySet(0, Sector, ExtentBits.Dirty));
        Assert.True(_inode.IoTree.AnySet(0, Sector, ExtentBits.Uptodate));
        Assert.True(_inode.IoTree.AnySet(Sector, 2 * Sector, ExtentBits.Dirty));
    }

    [Fact]
    public void RangeThatCanNotBeWrittenBack_StaysDirty()
    {
        _inode.IoTree.SetBits(0, Sector, ExtentBits.Dirty);
        _inode.Faults.Arm(FaultPoint.WriteBack, Errno.InputOutput);

        Assert.Equal(Errno.InputOutput, _inode.WriteBack(0, Sector));

        Assert.True(_inode.IoTree.AnySet(0, Sector, ExtentBits.Dirty));
    }

    [Fact]
    public void InvalidatedRange_IsReadAgainAndItsPagesAreUnlocked()
    {
        _inode.IoTree.SetBits(0, Sector, ExtentBits.Uptodate);

        Assert.Equal(0, _inode.Invalidate(0, Sector));

        Assert.False(_inode.IoTree.AnySet(0, Sector, ExtentBits.Uptodate));
        Assert.Empty(_inode.PageLocks.Snapshot());
    }
}
