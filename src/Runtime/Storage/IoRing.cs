using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// Carries requests by io_uring: whoever submits enters the kernel, and one thread at a time takes completions and ends
/// requests: the leader. Does not own the file. Thread-safe; disposing waits for what was queued, and must not be
/// called by an end of a request.
/// </summary>
/// <remarks>A poller leads while it waits: the kernel tells a completion to the thread that submitted, and if that is
/// the one who waits for it, no other wakes. The ring's own thread leads where there is anything that no poller will
/// ask for within moments.</remarks>
internal sealed partial class IoRing : IBlockCarrier
{
    private readonly object _latch = new();
    private readonly IoRingMemory _memory;
    private readonly SafeFileHandle _file;
    private readonly BlockRequest?[] _slots;
    private readonly int[] _moved;
    private readonly Stack<int> _free = new();
    private readonly Queue<BlockRequest> _waiting = new();
    private readonly Thread _thread;
    private readonly Parking _parking = new();
    private readonly ReturnWatch _returns;
    private int _inFlight;
    private bool _isLed;
    private bool _isClosing;
    private bool _isDisposed;

    private IoRing(IoRingMemory memory, SafeFileHandle file, Action<Thread>? starting)
    {
        _memory = memory;
        _file = file;
        _slots = new BlockRequest?[memory.Entries];
        _moved = new int[_slots.Length];
        for (int i = _slots.Length - 1; i >= 0; i--)
            _free.Push(i);

        _returns = new ReturnWatch(_latch, () => _inFlight > 0 && !_isLed, WakeThread, starting);
        _thread = new Thread(Work) { IsBackground = true, Name = "io_uring" };
    }

    public string Description => $"io_uring of {_slots.Length} entries";

    public void Start(ReadOnlySpan<BlockRequest> batch)
    {
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (BlockRequest request in batch)
                Enqueue(request);

            PutWaiting();
            WakeThread();
        }
    }

    public void Dispose()
    {
        lock (_latch)
        {
            if (_isDisposed)
                return;

            _isClosing = true;
            while (_inFlight > 0 || _isLed)
                Monitor.Wait(_latch);

            _isDisposed = true;
            _returns.Stop();
            _parking.Wake();
        }

        _thread.Join();
        _memory.Dispose();
    }

    internal static int Create(SafeFileHandle file, int depth, Action<Thread>? starting, out IoRing? ring)
    {
        int error = IoRingMemory.Create(Math.Max(depth, 2), out IoRingMemory? memory);
        ring = memory is null ? null : Over(memory, file, starting);
        return error;
    }

    /// <summary>A ring that works. Owns the memory from here on, also if it does not come to that.</summary>
    internal static IoRing Over(IoRingMemory memory, SafeFileHandle file, Action<Thread>? starting)
    {
        try
        {
            IoRing ring = new(memory, file, starting);
            starting?.Invoke(ring._thread);
            ring._thread.Start();
            return ring;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private void Enqueue(BlockRequest request)
    {
        _waiting.Enqueue(request);
        _inFlight++;
        if (request.Poller is not { AtRing: var poller })
            return;

        poller.InFlight++;
        if (!poller.IsAway)
            _returns.Expect(poller);
    }

    private void PutWaiting()
    {
        bool hasPut = false;
        while (_free.Count > 0 && _waiting.TryDequeue(out BlockRequest? request))
        {
            int slot = _free.Pop();
            _slots[slot] = request;
            _moved[slot] = 0;
            Put(slot, request);
            hasPut = true;
        }

        if (hasPut)
            SubmitPut();
    }

    // The thread that ends requests hands over all that was put meanwhile when it waits again: one call for both.
    private void SubmitPut()
    {
        if (Thread.CurrentThread != _thread)
            SubmitAll();
    }

    private void SubmitAll()
    {
        int error = _memory.Submit();
        if (error != 0)
            Fail(error);
    }

    // What is left are errors of this file, not of a device. Nobody could say which buffers the kernel still uses.
    private static void Fail(int error) =>
        Environment.FailFast($"io_uring takes no requests any more: error {-error}.");

    private void Put(int slot, BlockRequest request)
    {
        int moved = _moved[slot];
        bool isFlush = request.Kind == BlockRequestKind.Flush;
        _memory.Put(new IoRingSubmission
        {
            Operation = request.Kind switch
            {
                BlockRequestKind.Flush => IoRingSubmission.Flush,
                BlockRequestKind.Write => IoRingSubmission.Write,
                _ => IoRingSubmission.Read,
            },
            File = (int)_file.DangerousGetHandle(),
            Offset = isFlush ? 0 : (ulong)(request.Offset + moved),
            Address = isFlush ? 0 : (ulong)(request.Address + moved),
            Length = (uint)(request.Buffer.Length - moved),
            Tag = (ulong)slot,
        });
    }

    private void End(IoRingCompletion completion)
    {
        BlockRequest? ended;
        int moved;
        lock (_latch)
            ended = Complete((int)completion.Tag, completion.Result, out moved);

        ended?.End(completion.Result switch
        {
            < 0 => completion.Result,
            0 when moved < ended.Buffer.Length => Errno.InputOutput,
            _ => 0,
        }, moved);
    }

    /// <summary>The request, if this was the end of it: a part that was moved is followed by the rest.</summary>
    private BlockRequest? Complete(int slot, int result, out int moved)
    {
        BlockRequest request = _slots[slot]!;
        _moved[slot] += Math.Max(result, 0);
        moved = _moved[slot];
        bool isShort = result > 0 && moved < request.Buffer.Length;
        if (isShort || result is Errno.Interrupted or Errno.WouldBlock)
        {
            Put(slot, request);
            SubmitPut();
            return null;
        }

        _slots[slot] = null;
        _free.Push(slot);
        _inFlight--;
        if (request.Poller is { } poller)
            poller.AtRing.InFlight--;

        PutWaiting();
        return request;
    }
}
