using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Files that come into memory while somebody else has the metadata.</summary>
public sealed class FileIndexTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task FileThatIsReadWhileACommitHasTheMetadata_KeepsNobodyFromAnother()
    {
        using TestVolume test = new();
        using MetadataInUse metadata = await MetadataInUse.OfAsync(test, "closed");
        using VolumeFile open = test.Volume.CreateFile("open");

        Thread opening = metadata.Open("closed", out Task<VolumeFile> opened);
        await Task.Run(() => test.Volume.OpenFile("open").Dispose()).WaitAsync(s_never);
        Assert.Equal(["closed", "open"], await Task.Run(test.Volume.List).WaitAsync(s_never));

        Assert.False(opened.IsCompleted);
        metadata.Dispose();
        opening.Join();
        using VolumeFile file = await opened;
        Assert.Equal(Bytes(Sector), ReadAll(file));
    }

    [Fact]
    public async Task NameThatIsGivenToAnotherFileWhileTheFirstIsRead_OpensTheOther()
    {
        using TestVolume test = new();
        using MetadataInUse metadata = await MetadataInUse.OfAsync(test, "a");

        Thread opening = metadata.Open("a", out Task<VolumeFile> opened);
        test.Volume.Rename("a", "b");
        using VolumeFile other = test.Volume.CreateFile("a");
        metadata.Dispose();
        opening.Join();

        using VolumeFile file = await opened;
        using VolumeFile first = test.Volume.OpenFile("b");
        Assert.Equal((0L, (long)Sector), (file.Length, first.Length));
    }

    /// <summary>Somebody has the metadata for himself, as a commit does, until he is told to go; and a file is in them and
    /// not in memory.</summary>
    private sealed class MetadataInUse : IDisposable
    {
        private readonly Volume _volume;
        private readonly ManualResetEventSlim _mayGo = new();
        private readonly Task _user;

        private MetadataInUse(Volume volume)
        {
            _volume = volume;
            using ManualResetEventSlim isHeld = new();
            _user = Task.Factory.StartNew(
                () => volume.Metadata.Query(() =>
                {
                    isHeld.Set();
                    _mayGo.Wait();
                    return 0;
                }),
                TaskCreationOptions.LongRunning);
            isHeld.Wait();
        }

        internal static async Task<MetadataInUse> OfAsync(TestVolume test, string name)
        {
            using (VolumeFile file = test.Volume.CreateFile(name))
                file.Write(0, Bytes(Sector));

            await test.Volume.CommitAsync();
            return new MetadataInUse(test.Volume);
        }

        /// <summary>Opens the file on a thread which waits for the metadata when this returns.</summary>
        internal Thread Open(string name, out Task<VolumeFile> opened)
        {
            TaskCompletionSource<VolumeFile> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
            opened = result.Task;
            Thread thread = new(() => result.SetResult(_volume.OpenFile(name))) { IsBackground = true };
            thread.Start();
            while ((thread.ThreadState & ThreadState.WaitSleepJoin) == 0)
                Thread.Yield();

            return thread;
        }

        public void Dispose()
        {
            _mayGo.Set();
            _user.Wait();
        }
    }
}
