using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;
using Xunit.Abstractions;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// Two to four requests on one extent, in every order that their steps can come in (up to a number), and in random ones
/// beyond: all of them end, nothing is left held, and there is an order of whole requests that explains what was seen.
/// EXTENTLOCK_SCHEDULES says how many orders of each.
/// </summary>
public sealed partial class InterleavingTests(ITestOutputHelper output)
{
    private const int Cells = 8;

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task ReadsAndWritesThatTouch_AreAsOneAfterTheOther(FileTraits traits) => ExploreAsync(
        traits, Write(0, 8, 1), Read(0, 8), Write(2, 4, 2));

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task TruncationBesideReadAndAppendedWrite_IsWhole(FileTraits traits) => ExploreAsync(
        traits, Write(4, 6, 1), Truncate(3), Read(0, 12));

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public Task PunchBesidePartsOfSectors_IsWhole(FileTraits traits) => ExploreAsync(
        traits, Write(1, 2, 1), new Attempt(Ask.Punch, 0, 3), Read(0, 8));

    [Fact]
    public Task WaitersThatGiveUp_LeaveTheOthersTheirTurn() => ExploreAsync(
        FileTraits.None,
        Write(0, 4, 1),
        Write(2, 4, 2) with { MayBeCancelled = true },
        Read(0, 8) with { MayBeCancelled = true });

    [Fact]
    public Task TruncationThatGivesUp_IsNotDone() => ExploreAsync(
        FileTraits.None, Write(0, 8, 1), Truncate(3) with { MayBeCancelled = true }, Write(4, 6, 2));

    [Fact]
    public Task NoWait_IsDoneAtOnceOrNotAtAll() => ExploreAsync(
        FileTraits.None,
        Write(0, 4, 1),
        Write(2, 4, 2) with { Flags = IoFlags.NoWait },
        Read(0, 8) with { Flags = IoFlags.NoWait });

    [Fact]
    public Task FailedOnes_ChangeNothing() => ExploreAsync(
        FileTraits.None, mayFail: true, Write(0, 4, 1), Truncate(3), Read(0, 8));

    [Fact]
    public Task FourAtOnce_AreAsOneAfterTheOther() => ExploreAsync(
        FileTraits.None,
        Write(0, 6, 1) with { Flags = IoFlags.DSync },
        new Attempt(Ask.Punch, 2, 4),
        Write(4, 4, 2) with { MayBeCancelled = true },
        Read(0, 8));

    /// <summary>The check finds what is no order: a read of the first half of one write.</summary>
    [Fact]
    public void HalfAWrite_HasNoOrder()
    {
        Answer done = new(IsDone: true, []);
        OneOrder.Timed write = new(Write(0, 4, 1), 0, 5, done);
        OneOrder.Timed Seen(params byte[] cells) => new(Read(0, 4), 1, 2, new Answer(IsDone: true, cells));
        OneOrder.Timed late = new(Read(0, 4), 6, 7, new Answer(IsDone: true, [9, 9, 9, 9]));

        Assert.True(OneOrder.Exists([write, Seen(9, 9, 9, 9)], [9, 9, 9, 9], [1, 1, 1, 1]));
        Assert.True(OneOrder.Exists([write, Seen(1, 1, 1, 1)], [9, 9, 9, 9], [1, 1, 1, 1]));
        Assert.False(OneOrder.Exists([write, Seen(1, 1, 9, 9)], [9, 9, 9, 9], [1, 1, 1, 1]));
        Assert.False(OneOrder.Exists([write, late], [9, 9, 9, 9], [1, 1, 1, 1]));
        Assert.False(OneOrder.Exists([write], [9, 9, 9, 9], [9, 9, 9, 9]));
    }

    private static Attempt Read(int start, int count) => new(Ask.Read, start, count);

    private static Attempt Write(int start, int count, byte value) => new(Ask.Write, start, count, value);

    private static Attempt Truncate(int cells) => new(Ask.Truncate, cells, 0);

    private Task ExploreAsync(FileTraits traits, params Attempt[] attempts) => ExploreAsync(traits, false, attempts);

    private Task ExploreAsync(FileTraits traits, bool mayFail, params Attempt[] attempts) => ExploreAsync(
        new VolumeOptions { CacheBytes = 0 }, traits, mayFail, attempts);

    private async Task ExploreAsync(
        VolumeOptions options, FileTraits traits, bool mayFail, params Attempt[] attempts)
    {
        HeldDevice? held = null;
        using TestVolume test = new(options, wrap: inner => held = new HeldDevice(inner));
        HeldDevice device = held!;
        int most = Effort.Of("SCHEDULES", 250);
        List<(int Chosen, int Count)> path = [];
        Random random = new(most);
        bool isExhausted = false;
        int runs = 0;
        for (; runs < most && !isExhausted; runs++)
        {
            // The last fifth goes where counting would not come to.
            bool isRandom = runs >= most / 5 * 4;
            int depth = 0;
            Run(test, device, traits, attempts, mayFail, count =>
            {
                if (isRandom)
                    return random.Next(count);

                if (depth == path.Count)
                    path.Add((0, count));

                return Math.Min(path[depth++].Chosen, count - 1);
            });

            isExhausted = !isRandom && !TryAdvance(path, depth);

            // Else free space comes to be in pieces, and a write is more requests to the device than is waited for.
            if (runs % 32 == 0)
                await test.Volume.CommitAsync();
        }

        await test.AssertSoundAsync();
        output.WriteLine($"{runs} orders{(isExhausted ? ", which are all" : "")}");
    }

    private static void Run(
        TestVolume test, HeldDevice device, FileTraits traits, Attempt[] attempts, bool mayFail, Func<int, int> choose)
    {
        using VolumeFile file = test.Volume.CreateFile("file", traits);
        byte[] before = new byte[Cells * Attempt.Cell];
        Array.Fill(before, (byte)9);
        file.Write(0, before);
        device.IsHolding = true;
        Interleaving order = new(file, device, attempts, mayFail, choose);
        IReadOnlyList<OneOrder.Timed> requests;
        try
        {
            requests = order.Run();
        }
        finally
        {
            device.LetGo();
        }

        test.Volume.ThrowIfBusy();
        byte[] after = TestVolume.ReadAll(file);
        Assert.True(
            OneOrder.Exists(requests, Attempt.CellsOf(before), Attempt.CellsOf(after)),
            $"No order explains {string.Join(", ", requests)} after {order}");
        test.Volume.Delete("file");
    }

    private static bool TryAdvance(List<(int Chosen, int Count)> path, int depth)
    {
        path.RemoveRange(depth, path.Count - depth);
        while (path.Count > 0)
        {
            (int chosen, int count) = path[^1];
            path.RemoveAt(path.Count - 1);
            if (chosen + 1 < count)
            {
                path.Add((chosen + 1, count));
                return true;
            }
        }

        return false;
    }
}
