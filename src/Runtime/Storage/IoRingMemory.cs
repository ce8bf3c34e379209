using System;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// An io_uring and its mapped rings. Not thread-safe: one thread at a time puts and submits, one thread takes.
/// </summary>
/// <remarks>Needs Linux 5.6: one mapping for both rings, no lost completions, read and write without vectors.</remarks>
internal sealed unsafe class IoRingMemory : IDisposable
{
    private const uint NeededFeatures = 1 | 2 | 8;
    private const uint WaitForEvents = 1;
    private const long EntriesOffset = 0x10000000;

    private readonly SafeFileHandle _ring;
    private readonly nint _descriptor;
    private readonly IoRingParameters _parameters;
    private readonly byte* _rings;
    private readonly IoRingSubmission* _entries;
    private uint _unsubmitted;

    private IoRingMemory(SafeFileHandle ring, IoRingParameters parameters)
    {
        _ring = ring;
        _descriptor = ring.DangerousGetHandle();
        _parameters = parameters;
        _rings = LinuxCalls.Map(_descriptor, 0, RingsLength);
        _entries = (IoRingSubmission*)LinuxCalls.Map(_descriptor, EntriesOffset, EntriesLength);
    }

    /// <summary>Given back to the kernel.</summary>
    internal bool IsClosed => _ring.IsClosed;

    internal int Entries => (int)_parameters.SubmissionEntries;

    private nuint EntriesLength => (nuint)(_parameters.SubmissionEntries * (uint)sizeof(IoRingSubmission));

    private nuint RingsLength => Math.Max(
        _parameters.Submission.Seventh + (_parameters.SubmissionEntries * sizeof(uint)),
        _parameters.Completion.Sixth + (_parameters.CompletionEntries * (uint)sizeof(IoRingCompletion)));

    public void Dispose()
    {
        LinuxCalls.Unmap((byte*)_entries, EntriesLength);
        LinuxCalls.Unmap(_rings, RingsLength);
        _ring.Dispose();
    }

    /// <summary>Makes a ring; an error if the kernel has none, forbids it or is too old.</summary>
    internal static int Create(int entries, out IoRingMemory? memory)
    {
        memory = null;
        IoRingParameters parameters = default;
        int error = LinuxCalls.RingSetup(entries, &parameters, out SafeFileHandle ring);
        if (error != 0)
            return error;

        if ((parameters.Features & NeededFeatures) != NeededFeatures)
        {
            ring.Dispose();
            return LinuxCalls.NotSupported;
        }

        memory = new IoRingMemory(ring, parameters);
        if (memory._rings is not null && memory._entries is not null)
            return 0;

        memory.Dispose();
        memory = null;
        return Errno.NoMemory;
    }

    /// <summary>Puts an entry behind the others. The caller sees to it that no more are under way than there
    /// are.</summary>
    internal void Put(in IoRingSubmission entry)
    {
        uint tail = *At(_parameters.Submission.Tail);
        uint place = tail & *At(_parameters.Submission.Mask);
        _entries[place] = entry;
        At(_parameters.Submission.Seventh)[place] = place;
        Volatile.Write(ref *At(_parameters.Submission.Tail), tail + 1);
        _unsubmitted++;
    }

    /// <summary>Hands every entry that was put to the kernel.</summary>
    /// <returns>Zero, or the error that will not pass by trying again.</returns>
    internal int Submit()
    {
        while (_unsubmitted > 0)
        {
            int taken = LinuxCalls.RingEnter(_descriptor, _unsubmitted, 0, 0);
            if (taken >= 0)
                _unsubmitted -= (uint)taken;
            else if (!IsPassing(taken))
                return taken;
            else
                Thread.Yield();
        }

        return 0;
    }

    /// <summary>Whether an error goes by trying again.</summary>
    internal static bool IsPassing(int error) => error is Errno.WouldBlock or Errno.Busy or Errno.Interrupted;

    /// <summary>Leaves handing over what was put so far to the caller, who does it by
    /// <see cref="SubmitAndWait"/>.</summary>
    internal uint Claim()
    {
        uint claimed = _unsubmitted;
        _unsubmitted = 0;
        return claimed;
    }

    /// <summary>What was claimed and not handed over is again as it was put.</summary>
    internal void GiveBack(uint claimed) => _unsubmitted += claimed;

    /// <summary>
    /// Hands entries to the kernel and waits for a completion, in one call; may come back early. Others may put and
    /// submit
    /// meanwhile: the kernel counts entries and does not ask whose they are.
    /// </summary>
    /// <returns>How many were taken, or an error.</returns>
    internal int SubmitAndWait(uint claimed) => LinuxCalls.RingEnter(_descriptor, claimed, 1, WaitForEvents);

    /// <summary>Takes a completion if there is one.</summary>
    internal bool TryTake(out IoRingCompletion taken)
    {
        taken = default;
        uint* head = At(_parameters.Completion.Head);
        if (*head == Volatile.Read(ref *At(_parameters.Completion.Tail)))
            return false;

        IoRingCompletion* entries = (IoRingCompletion*)(_rings + _parameters.Completion.Sixth);
        taken = entries[*head & *At(_parameters.Completion.Mask)];
        Volatile.Write(ref *head, *head + 1);
        return true;
    }

    private uint* At(uint offset) => (uint*)(_rings + offset);
}
