using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>The checker itself: it must find fault with what is wrong, or its silence says nothing.</summary>
public sealed class LinearizationTests
{
    private static readonly ByteRange Bytes = new(0, 4096);

    [Fact]
    public void TwoHoldersAtOnce_HaveNoOrder()
    {
        Assert.False(Linearization.Exists([Try(1, 2, true), Try(3, 4, true)]));
    }

    [Fact]
    public void RefusalOfAFreeRange_HasNoOrder()
    {
        Linearization.Call taken = Try(1, 2, true);
        Assert.False(Linearization.Exists([taken, Release(taken, 3, 4), Try(5, 6, false)]));
    }

    [Fact]
    public void RefusalDuringARelease_HasAnOrder()
    {
        Linearization.Call taken = Try(1, 2, true);
        Assert.True(Linearization.Exists([taken, Release(taken, 3, 6), Try(4, 5, false)]));
        Assert.True(Linearization.Exists([taken, Release(taken, 3, 6), Try(4, 5, true)]));
    }

    [Fact]
    public void ReleaseInTwoSteps_HasNoOrder()
    {
        ByteRange two = new(0, 8192);
        Linearization.Call taken = new(two, RangeMode.Exclusive) { Invoked = 1, Returned = 2, Succeeded = true };
        Linearization.Call release = new(two, RangeMode.Exclusive, taken) { Invoked = 3, Returned = 20, Succeeded = true };
        Linearization.Call first = Try(4, 5, true);
        Linearization.Call both = new(two, RangeMode.Exclusive) { Invoked = 8, Returned = 9 };

        Assert.True(Linearization.Exists([taken, release, first, both]));
        Assert.False(Linearization.Exists([taken, release, first, Release(first, 6, 7), both]));
    }

    [Fact]
    public void PartsFromTheFront_AreFreeOneByOne()
    {
        ByteRange two = new(0, 8192);
        Linearization.Call taken = new(two, RangeMode.Exclusive) { Invoked = 1, Returned = 2, Succeeded = true };
        Linearization.Call part = Release(taken, 3, 4);
        Linearization.Call second = new(new ByteRange(4096, 8192), RangeMode.Exclusive) { Invoked = 5, Returned = 6 };

        Assert.True(Linearization.Exists([taken, part, Try(5, 6, true), second]));
        second.Succeeded = true;
        Assert.False(Linearization.Exists([taken, part, second]));
    }

    [Fact]
    public void ReadersAfterADowngrade_HaveAnOrder()
    {
        Linearization.Call taken = Try(1, 2, true);
        Linearization.Call downgrade =
            new(Bytes, RangeMode.Shared, taken, IsDowngrade: true) { Invoked = 3, Returned = 4 };
        Assert.True(Linearization.Exists([taken, downgrade, Try(5, 6, true, RangeMode.Shared)]));
        Assert.False(Linearization.Exists([taken, downgrade, Try(5, 6, true)]));
    }

    private static Linearization.Call Try(
        long invoked, long returned, bool succeeded, RangeMode mode = RangeMode.Exclusive) =>
        new(Bytes, mode) { Invoked = invoked, Returned = returned, Succeeded = succeeded };

    private static Linearization.Call Release(Linearization.Call taken, long invoked, long returned) =>
        new(Bytes, taken.Mode, taken) { Invoked = invoked, Returned = returned, Succeeded = true };
}
