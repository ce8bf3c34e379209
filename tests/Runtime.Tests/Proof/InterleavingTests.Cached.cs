using System.Threading.Tasks;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <content>With a page cache: what begins or ends inside a sector takes it, the rest goes past it.</content>
public sealed partial class InterleavingTests
{
    private static readonly VolumeOptions s_cached = new() { CacheBytes = 64 * TestVolume.Sector };

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task BufferedWriteBesideDirectRequests_IsAsOneAfterTheOther(FileTraits traits) => ExploreAsync(
        s_cached, traits, false, Write(1, 2, 1), Read(0, 8), Write(2, 4, 2));

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task BufferedReadsBesideADirectWrite_AreAsOneAfterTheOther(FileTraits traits) => ExploreAsync(
        s_cached, traits, false, Read(1, 6), Write(0, 8, 1), Read(3, 4));

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task WriteBackBesideADirectWrite_LeavesTheLaterOne(FileTraits traits) => ExploreAsync(
        s_cached, traits, false, Write(1, 5, 1), new Attempt(Ask.Flush, 0, 0), Write(2, 4, 2));

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task TruncationBesideBufferedRequests_IsWhole(FileTraits traits) => ExploreAsync(
        s_cached, traits, false, Write(5, 6, 1), Truncate(3), Read(1, 11));

    [Fact]
    public Task WriteBackThatFails_LosesNothing() => ExploreAsync(
        s_cached, FileTraits.None, mayFail: true, Write(1, 2, 1), new Attempt(Ask.Flush, 0, 0), Read(0, 8));

    [Fact]
    public Task PagesThatAreGivenUp_AreNotMissed() => ExploreAsync(
        s_cached,
        FileTraits.None,
        false,
        Write(1, 4, 1),
        new Attempt(Ask.Evict, 0, 0),
        Write(0, 8, 2),
        Read(3, 4) with { MayBeCancelled = true });
}
