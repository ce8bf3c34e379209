using ExtentLock.Mapping;
using Xunit;

namespace ExtentLock.Tests.Mapping;

public sealed class SpacePoolTests
{
    private readonly SpacePool _pool = new(100, 0);

    [Fact]
    public void Allocate_GivesWhatIsAskedFor()
    {
        Assert.Equal(40, _pool.Allocate(40, out long first));
        Assert.Equal(60, _pool.Allocate(60, out long second));

        Assert.Equal((0, 40, 0), (first, second, _pool.FreeData));
        Assert.Equal(Errno.NoSpace, _pool.Allocate(1, out _));
    }

    [Fact]
    public void FragmentedSpace_GivesTheLongestRun()
    {
        _pool.Allocate(100, out _);
        _pool.Free(0, 10);
        _pool.Free(50, 30);

        Assert.Equal(30, _pool.Allocate(40, out long diskStart));
        Assert.Equal(50, diskStart);
    }

    [Fact]
    public void RunThatJustSuffices_IsTakenBeforeALongerOne()
    {
        _pool.Allocate(100, out _);
        _pool.Free(0, 10);
        _pool.Free(50, 30);

        Assert.Equal(10, _pool.Allocate(10, out long diskStart));
        Assert.Equal(0, diskStart);
    }

    [Fact]
    public void FreedNeighbours_JoinToOneRun()
    {
        _pool.Allocate(100, out _);
        _pool.Free(0, 10);
        _pool.Free(20, 10);
        _pool.Free(10, 10);

        Assert.Equal(30, _pool.Allocate(30, out long diskStart));
        Assert.Equal(0, diskStart);
    }
}
