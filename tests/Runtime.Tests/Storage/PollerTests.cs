using System;
using System.IO;
using System.IO.Pipes;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>A thread that asks a carrier decides by what it saw, whatever another thread of its poller, which is about to
/// ask, says in the middle of it.</summary>
public sealed class PollerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Poller _poller = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThreadThatFindsTheQueueEmpty_TakesNothingOfIt()
    {
        using SafeFileHandle file = File.OpenHandle(_folder["file"], FileMode.CreateNew, FileAccess.Write);
        BlockThreads threads = new(file, 1);
        _poller.AtThreads.AtChange = ComeOnce(_poller.AtThreads);

        Assert.False(threads.TryMove(_poller, mayWait: true));

        threads.Dispose();
    }

    [RingFact]
    public async Task ThreadThatFindsTheRingLed_DoesNotLeadItToo()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        using SafeFileHandle file = new(pipe.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(0, IoRing.Create(file, 2, starting: null, out IoRing? ring));
        BlockRequest request = BlockRequest.Read(0, new byte[1]);
        request.Poller = _poller;
        request.Begin(bufferAlignment: 1);
        ring!.Start([request]);

        // Its own thread leads it from when the one that submitted is counted on no longer.
        int changes = 0;
        for (bool isLed = false; !isLed; Thread.Yield())
        {
            changes = 0;
            _poller.AtRing.AtChange = () =>
            {
                isLed = _poller.AtRing.IsAway;
                _poller.AtRing.AtChange = () => changes++;
                _poller.WillAsk();
            };
            Assert.False(ring.TryMove(_poller, mayWait: false));
        }

        // That of the other thread, and none by this one at the end of leading.
        Assert.Equal(1, changes);
        pipe.WriteByte(1);
        await request.Completion;
        ring.Dispose();
    }

    private Action ComeOnce(ThreadReturn thread) => () =>
    {
        thread.AtChange = null;
        _poller.WillAsk();
    };
}
