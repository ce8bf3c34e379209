using System;
using System.Text;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class Crc32CTests
{
    [Fact]
    public void CheckValueOfTheStandard_IsMet() =>
        Assert.Equal(0xE3069283u, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void ThirtyTwoZeros_HaveTheSumOfTheIscsiStandard() =>
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));

    [Fact]
    public void NoBytes_SumToZero() => Assert.Equal(0u, Crc32C.Compute([]));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(21)]
    public void PiecesThatFollow_SumToTheWhole(int cut)
    {
        byte[] data = Noise(100);

        uint pieces = Crc32C.Append(Crc32C.Compute(data.AsSpan(0, cut)), data.AsSpan(cut));

        Assert.Equal(Crc32C.Compute(data), pieces);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void SectorsTogether_SumAsEachAlone(int sectors)
    {
        byte[] data = Noise(sectors * 4096);
        uint[] sums = new uint[sectors + 1];
        sums[sectors] = 77;

        Crc32C.ComputeSectors(data, 4096, sums);

        for (int i = 0; i < sectors; i++)
            Assert.Equal(Crc32C.Compute(data.AsSpan(i * 4096, 4096)), sums[i]);

        Assert.Equal(77u, sums[sectors]);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(8192)]
    public void SectorsOfAnotherSize_SumAsEachAlone(int size)
    {
        byte[] data = Noise(4 * size);
        uint[] sums = new uint[4];

        Crc32C.ComputeSectors(data, size, sums);

        for (int i = 0; i < sums.Length; i++)
            Assert.Equal(Crc32C.Compute(data.AsSpan(i * size, size)), sums[i]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(12)]
    public void SizeThatNoSectorHas_IsRefused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Crc32C.ComputeSectors(new byte[24], size, new uint[2]));

    [Fact]
    public void PartOfASector_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Crc32C.ComputeSectors(new byte[4097], 4096, new uint[2]));

    [Fact]
    public void MoreSectorsThanRoom_AreRefused() =>
        Assert.Throws<ArgumentException>(() => Crc32C.ComputeSectors(new byte[8192], 4096, new uint[1]));

    private static byte[] Noise(int length)
    {
        byte[] data = new byte[length];
        new Random(5).NextBytes(data);
        return data;
    }
}
