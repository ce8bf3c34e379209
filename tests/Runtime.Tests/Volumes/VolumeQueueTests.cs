using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>A queue's requests are done by the thread that polls; and by others where it does not.</summary>
public sealed class VolumeQueueTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);
    private readonly TempFolder _folder = new();

    public static TheoryData<BlockEngine, int> Queues => new()
    {
        { BlockEngine.Automatic, 1 },
        { BlockEngine.Automatic, 6 },
        { BlockEngine.Threads, 1 },
        { BlockEngine.Threads, 6 },
        { Kernel.Mode.RingRefusal == 0 ? BlockEngine.IoUring : BlockEngine.Automatic, 3 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Queues))]
    public async Task RequestsThatNobodyPollsFor_EndAllTheSame(BlockEngine engine, int count)
    {
        using Volume volume = Make(engine);
        using VolumeFile file = volume.CreateFile("a");
        file.Write(0, new byte[8 * Sector]);
        VolumeQueue queue = new();
        VolumeRequest[] ended = new VolumeRequest[8];
        for (int round = 0; round < 20; round++)
        {
            queue.Submit(Requests(file, count, isWrite: round % 2 == 0));
            Assert.Equal(8 * Sector, await Task.Run(() => file.Write(0, new byte[8 * Sector])).WaitAsync(s_limit));
            Assert.Equal(count, queue.Poll(ended, least: round % 3 == 0 ? 0 : count));
        }

        volume.ThrowIfBusy();
    }

    [Theory]
    [MemberData(nameof(Queues))]
    public async Task ThreadsThatPollTogether_EachGetSome(BlockEngine engine, int count)
    {
        using Volume volume = Make(engine);
        using VolumeFile file = volume.CreateFile("a");
        file.Write(0, new byte[8 * Sector]);
        VolumeQueue queue = new();
        int left = 600;
        int moved = 0;
        void PollAndSubmit()
        {
            VolumeRequest[] ended = new VolumeRequest[4];
            while (queue.Poll(ended, least: 1) is > 0 and int taken)
            {
                foreach (VolumeRequest request in ended.AsSpan(0, taken))
                {
                    Assert.Equal((Sector, null), (request.Bytes, request.Failure));
                    Interlocked.Increment(ref moved);
                    if (Interlocked.Decrement(ref left) >= 0)
                        queue.Submit([request]);
                }
            }
        }

        queue.Submit(Requests(file, count, isWrite: true));
        Task[] pollers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            PollAndSubmit, TaskCreationOptions.LongRunning))];
        await Task.WhenAll(pollers).WaitAsync(s_limit);
        Assert.Equal((600 + count, 0), (moved, queue.Count));
        volume.ThrowIfBusy();
    }

    [Fact]
    public async Task PollersBeyondWhatIsInFlight_ComeBackEmpty()
    {
        using TestVolume test = new(wrap: inner => new Proof.HeldDevice(inner));
        Proof.HeldDevice device = (Proof.HeldDevice)test.Device;
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, new byte[Sector]);
        for (int round = 0; round < 100; round++)
        {
            VolumeQueue queue = new();
            device.IsHolding = true;
            queue.Submit(Requests(file, 1, isWrite: false));
            Task<int>[] pollers = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () => queue.Poll(new VolumeRequest[2], least: 1), TaskCreationOptions.LongRunning))];
            while (!queue.HasWaiting(2))
                Thread.Yield();

            device.LetGo();
            int[] taken = await Task.WhenAll(pollers).WaitAsync(s_limit);
            Assert.Equal([0, 1], taken.Order());
        }
    }

    [Theory]
    [MemberData(nameof(Queues))]
    public async Task VolumeClosedMeanwhile_WaitsForWhatIsInFlight(BlockEngine engine, int count)
    {
        VolumeQueue queue = new();
        using (Volume volume = Make(engine))
        using (VolumeFile file = volume.CreateFile("a"))
        {
            file.Write(0, new byte[8 * Sector]);
            queue.Submit(Requests(file, count, isWrite: false));
            file.Dispose();
            await Task.Run(volume.Dispose).WaitAsync(s_limit);
        }

        VolumeRequest[] ended = new VolumeRequest[8];
        Assert.Equal(count, queue.Poll(ended));
        Assert.All(ended[..count], request => Assert.Equal((Sector, null), (request.Bytes, request.Failure)));
    }

    [Fact]
    public void RequestThatIsCancelled_EndsSo()
    {
        using Volume volume = Make(BlockEngine.Automatic);
        using VolumeFile file = volume.CreateFile("a");
        file.Write(0, new byte[8 * Sector]);
        VolumeQueue queue = new();
        VolumeRequest[] ended = new VolumeRequest[1];

        queue.Submit(Requests(file, 1, isWrite: false), new CancellationToken(canceled: true));
        Assert.Equal(1, queue.Poll(ended, least: 1));
        Assert.IsAssignableFrom<OperationCanceledException>(ended[0].Failure);

        queue.Submit(Requests(file, 1, isWrite: false));
        Assert.Equal(1, queue.Poll(ended, least: 1));
        Assert.Equal((Sector, null), (ended[0].Bytes, ended[0].Failure));
    }

    [Fact]
    public async Task QueueOfTwoVolumes_GetsTheRequestsOfBoth()
    {
        using Volume volume = Make(BlockEngine.Automatic);
        using TestVolume other = new();
        using VolumeFile file = volume.CreateFile("a");
        using VolumeFile second = other.Volume.CreateFile("b");
        file.Write(0, new byte[8 * Sector]);
        second.Write(0, new byte[8 * Sector]);
        VolumeQueue queue = new();
        VolumeRequest[] ended = new VolumeRequest[8];
        for (int round = 0; round < 20; round++)
        {
            queue.Submit([.. Requests(second, 2, isWrite: false), .. Requests(file, 2, isWrite: true)]);
            Assert.Equal(4, await Task.Run(() => queue.Poll(ended, least: 4)).WaitAsync(s_limit));
        }
    }

    private static VolumeRequest[] Requests(VolumeFile file, int count, bool isWrite) =>
        [.. Enumerable.Range(0, count).Select(i =>
            new VolumeRequest(file, isWrite, i * Sector, new byte[Sector]))];

    private Volume Make(BlockEngine engine) => Volume.Create(_folder["volume"], new VolumeOptions
    {
        Capacity = 4 << 20,
        CommitInterval = TimeSpan.Zero,
        Device = new() { Engine = engine, Threads = 2 },
    });
}
