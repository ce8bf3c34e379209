using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

public sealed class ByteRangeTests
{
    [Theory]
    [InlineData(-1, 5, RangeFault.Negative)]
    [InlineData(long.MinValue, long.MaxValue, RangeFault.Negative)]
    [InlineData(5, 5, RangeFault.Empty)]
    [InlineData(5, 4, RangeFault.Empty)]
    [InlineData(0, long.MinValue, RangeFault.Empty)]
    public void EndsThatMakeNoRange_AreRefused(long start, long end, RangeFault fault)
    {
        Assert.Equal(fault, Assert.Throws<InvalidRangeException>(() => new ByteRange(start, end)).Fault);
    }

    [Theory]
    [InlineData(-1, 5, RangeFault.Negative)]
    [InlineData(5, 0, RangeFault.Empty)]
    [InlineData(5, -1, RangeFault.Empty)]
    [InlineData(0, long.MinValue, RangeFault.Empty)]
    [InlineData(1, long.MaxValue, RangeFault.PastTheEnd)]
    [InlineData(long.MaxValue, 1, RangeFault.PastTheEnd)]
    public void LengthThatMakesNoRange_IsRefused(long start, long length, RangeFault fault)
    {
        Assert.Equal(fault, Assert.Throws<InvalidRangeException>(() => ByteRange.FromLength(start, length)).Fault);
    }

    [Fact]
    public void LargestRange_EndsAtTheLargestNumber()
    {
        Assert.Equal(ByteRange.All, ByteRange.FromLength(0, long.MaxValue));
        Assert.Equal(new ByteRange(1, long.MaxValue), ByteRange.FromLength(1, long.MaxValue - 1));
    }

    [Fact]
    public void Message_NamesTheEnds()
    {
        InvalidRangeException refused = Assert.Throws<InvalidRangeException>(() => new ByteRange(8, 4));

        Assert.Equal("The range [8, 4) holds no byte.", refused.Message);
    }

    [Fact]
    public void NeighboursThatTouch_DoNotOverlap()
    {
        Assert.False(new ByteRange(0, 4).Overlaps(new ByteRange(4, 8)));
        Assert.False(new ByteRange(4, 8).Overlaps(new ByteRange(0, 4)));
        Assert.True(new ByteRange(0, 5).Overlaps(new ByteRange(4, 8)));
        Assert.True(new ByteRange(0, 8).Contains(new ByteRange(4, 8)));
        Assert.False(new ByteRange(0, 8).Contains(new ByteRange(4, 9)));
        Assert.False(new ByteRange(1, 8).Contains(new ByteRange(0, 8)));
    }
}
