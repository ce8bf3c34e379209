using System;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Tests.Seed;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <summary>What memory or device hold behind the end of a file is none of it: whichever way the file becomes longer
/// later, it reads as zeros there.</summary>
public sealed class BehindTheEndTests
{
    private const int Sector = TestVolume.Sector;
    private const int End = 100;
    private static readonly VolumeOptions s_cached = new() { CacheBytes = 64 * Sector };

    /// <summary>How a file of <see cref="End"/> bytes comes to have more.</summary>
    public enum Way
    {
        BufferedWriteIntoThePage,
        BufferedWriteBehindThePage,
        DirectWrite,
        Length,
        Allocation,
        Zeros,
        Clone,
    }

    public static TheoryData<Way, bool, bool> Ways()
    {
        TheoryData<Way, bool, bool> ways = [];
        foreach (Way way in Enum.GetValues<Way>())
        {
            foreach (bool isMarked in (bool[])[true, false])
            {
                ways.Add(way, isMarked, true);
                ways.Add(way, isMarked, false);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task BytesOfAMappingBehindTheEnd_AreZerosWhenTheFileGrows(Way way, bool isMarked, bool staysPinned)
    {
        await using SteppedVolume volume = new(options: s_cached);
        volume.File.Write(0, SteppedVolume.Old(1).AsSpan(0, End));
        PinnedPage pin = await volume.File.PinAsync(0);
        pin.Memory.Span[End..].Fill(7);
        if (isMarked)
            pin.MarkDirty();

        if (!staysPinned)
            pin.Dispose();

        long start = await GrowAsync(volume, way);

        AssertZeros(volume.File, End, start);
        pin.Dispose();
        await volume.File.FlushAsync();
        AssertZeros(volume.File, End, start);
        Assert.Equal(SteppedVolume.Old(1)[..End], volume.Read(1)[..End]);
    }

    [Fact]
    public async Task PinnedPageThatIsCutOff_IsZerosWhenTheFileReachesItAgain()
    {
        await using SteppedVolume volume = new(sectors: 3, options: s_cached);
        using PinnedPage pin = await volume.File.PinAsync(2 * Sector);
        await volume.File.SetLengthAsync(End);
        pin.Memory.Span.Fill(7);
        pin.MarkDirty();

        volume.File.Write(4 * Sector, SteppedVolume.New(1));

        AssertZeros(volume.File, End, 4 * Sector);
    }

    [Fact]
    public async Task WriteAndMappingInOnePage_KeepWhatWasWritten()
    {
        await using SteppedVolume volume = new(options: s_cached);
        volume.File.Write(0, SteppedVolume.Old(1).AsSpan(0, End));
        using PinnedPage pin = await volume.File.PinAsync(0);
        volume.File.Write(300, SteppedVolume.New(1).AsSpan(0, 50));

        await volume.File.SetLengthAsync(Sector);

        Assert.Equal(SteppedVolume.New(1)[..50], volume.Read(1)[300..350]);
        AssertZeros(volume.File, End, 300);
        AssertZeros(volume.File, 350, Sector);
    }

    [Theory]
    [InlineData(FileTraits.None, 0)]
    [InlineData(FileTraits.None, 64 * Sector)]
    [InlineData(FileTraits.NoCow, 0)]
    [InlineData(FileTraits.NoCow, 64 * Sector)]
    public async Task RestOfASectorThatIsCutOff_IsZerosOnTheDeviceToo(FileTraits traits, long cacheBytes)
    {
        VolumeOptions options = new() { CacheBytes = cacheBytes, InlineLimit = 0 };
        await using SteppedVolume volume = new(sectors: 2, traits, options);

        await volume.File.SetLengthAsync(Sector + End);
        volume.File.Write(3 * Sector, SteppedVolume.New(1));

        AssertZeros(volume.File, Sector + End, 3 * Sector);
        Assert.Equal(SteppedVolume.Old(2)[..(Sector + End)], volume.Read(2)[..(Sector + End)]);
    }

    /// <summary>Makes the file longer, and returns where the first byte is that need not be zero.</summary>
    private static async Task<long> GrowAsync(SteppedVolume volume, Way way)
    {
        const int Start = 2 * Sector;
        VolumeFile file = volume.File;
        switch (way)
        {
            case Way.BufferedWriteIntoThePage:
                await file.WriteAsync(300, SteppedVolume.New(1));
                return 300;
            case Way.BufferedWriteBehindThePage:
                await file.WriteAsync(Start + 1, SteppedVolume.New(1).AsMemory(1));
                return Start + 1;
            case Way.DirectWrite:
                await file.WriteAsync(Start, SteppedVolume.New(1));
                return Start;
            case Way.Length:
                await file.SetLengthAsync(Start);
                return Start;
            case Way.Allocation:
                await file.AllocateAsync(Start, Sector);
                return Start + Sector;
            case Way.Zeros:
                await file.ZeroRangeAsync(Start, Sector);
                return Start + Sector;
            default:
                using (VolumeFile other = volume.Volume.CreateFile("other"))
                {
                    other.Write(0, SteppedVolume.New(1));
                    await other.CloneRangeAsync(0, file, Start, Sector);
                }

                return Start;
        }
    }

    /// <summary>By both ways.</summary>
    private static void AssertZeros(VolumeFile file, long from, long to)
    {
        byte[] read = new byte[VolumeFormat.Up(to)];
        Assert.InRange(file.Read(from, read.AsSpan(0, (int)(to - from))), (int)(to - from), int.MaxValue);
        Assert.False(read.AsSpan(0, (int)(to - from)).ContainsAnyExcept((byte)0), "Buffered reads see other bytes.");
        file.Read(0, read);
        Assert.False(read.AsSpan((int)from, (int)(to - from)).ContainsAnyExcept((byte)0), "Direct reads see others.");
    }
}
