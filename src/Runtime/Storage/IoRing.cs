using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// Carries requests by io_uring: whoever submits enters the kernel, one thread takes completions and ends requests.
/// Does
/// not own the file. Thread-safe; disposing waits for what was queued, and must not be called by an end of a request.
/// </summary>
internal sealed class IoRing : IBlockCarrier
{
    private const ulong WakeTag = ulong.MaxValue;

    private readonly object _latch = new();
    private readonly IoRingMemory _memory;
    private readonly SafeFileHandle _file;
    private readonly BlockRequest?[] _slots;
    private readonly int[] _moved;
    private readonly Stack<int> _free = new();
    private readonly Queue<BlockRequest> _waiting = new();
    private readonly Thread _thread;
    private bool _isDisposed;

    private IoRing(IoRingMemory memory, SafeFileHandle file)
    {
        _memory = memory;
        _file = file;

        // One entry is left for the one that ends the thread.
        _slots = new BlockRequest?[memory.Entries - 1];
        _moved = new int[_slots.Length];
        for (int i = _slots.Length - 1; i >= 0; i--)
            _free.Push(i);

        _thread = new Thread(Work) { IsBackground = true, Name = "io_uring" };
        _thread.Start();
    }

    public string Description => $"io_uring of {_slots.Length + 1} entries";

    public void Start(ReadOnlySpan<BlockRequest> batch)
    {
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (BlockRequest request in batch)
                _waiting.Enqueue(request);

            PutWaiting();
        }
    }

    public void Dispose()
    {
        lock (_latch)
        {
            if (_isDisposed)
                return;

            while (_waiting.Count > 0 || _free.Count < _slots.Length)
                Monitor.Wait(_latch);

            _isDisposed = true;
            _memory.Put(new IoRingSubmission { Operation = IoRingSubmission.Nop, Tag = WakeTag });
            SubmitPut();
        }

        _thread.Join();
        _memory.Dispose();
    }

    internal static int Create(SafeFileHandle file, int depth, out IoRing? ring)
    {
        int error = IoRingMemory.Create(Math.Max(depth, 2), out IoRingMemory? memory);
        ring = memory is null ? null : new IoRing(memory, file);
        return error;
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
        if (Thread.CurrentThread == _thread)
            return;

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

    private void Work()
    {
        while (true)
        {
            while (_memory.TryTake(out IoRingCompletion completion))
            {
                if (completion.Tag == WakeTag)
                    return;

                End(completion);
            }

            uint claimed;
            lock (_latch)
                claimed = _memory.Claim();

            int taken = _memory.SubmitAndWait(claimed);
            if (taken < 0 && !IoRingMemory.IsPassing(taken))
                Fail(taken);

            lock (_latch)
                _memory.GiveBack(claimed - (uint)Math.Max(taken, 0));
        }
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
        PutWaiting();
        Monitor.PulseAll(_latch);
        return request;
    }
}
