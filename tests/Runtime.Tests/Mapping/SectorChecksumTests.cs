using System;
using ExtentLock.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Mapping;

public sealed class SectorChecksumTests
{
    private readonly SectorChecksums _sums = new();

    [Fact]
    public void SectorsWithoutChecksum_AlwaysMatch()
    {
        byte[] data = new byte[2 * Sector];
        _sums.Store(Sector, SectorChecksums.Compute(data.AsSpan(Sector)));

        Assert.True(_sums.Match(0, data));
        data[5] = 1;
        Assert.True(_sums.Match(0, data));
    }

    [Fact]
    public void SectorThatDiffers_DoesNotMatchAtItsPlace()
    {
        byte[] data = new byte[2 * Sector];
        _sums.Store(Sector, SectorChecksums.Compute(data));
        data[Sector] = 1;

        Assert.False(_sums.Match(Sector, data));
        Assert.True(_sums.Match(Sector, data.AsSpan(0, Sector)));
    }
}
