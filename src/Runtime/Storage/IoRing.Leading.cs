using System;
using System.Threading;

namespace ExtentLock.Storage;

/// <content>Who waits for the kernel and takes completions.</content>
internal sealed partial class IoRing
{
    public bool TryMove(Poller poller, bool mayWait)
    {
        ThreadReturn self = poller.AtRing;
        lock (_latch)
        {
            _returns.Forget(self);

            // Another thread of the poller that is about to ask sets it, too, and without the latch.
            bool isAway = _isLed || self.InFlight == 0;
            self.IsAway = isAway;
            if (isAway)
            {
                WakeThread();
                return false;
            }

            _isLed = true;
        }

        // Whoever led before has told all that it took.
        bool hasTaken = Lead(mayWait && !poller.HasNews);
        lock (_latch)
        {
            StopLeading();
            self.IsAway = !mayWait && !hasTaken;
            if (self.InFlight > 0 && !self.IsAway)
                _returns.Expect(self);

            WakeThread();
        }

        return mayWait || hasTaken;
    }

    /// <summary>True if there is anything that nobody waits for and no poller will within moments.</summary>
    private bool NeedsThread => !_isLed && _inFlight > _returns.InFlight;

    private void WakeThread()
    {
        if (NeedsThread)
            _parking.Wake();
    }

    private void Work()
    {
        while (true)
        {
            bool leads;
            lock (_latch)
            {
                if (_isDisposed)
                    return;

                leads = NeedsThread;
                _isLed |= leads;
            }

            if (!leads)
            {
                _parking.Wait();
                continue;
            }

            Lead(mayWait: true);
            lock (_latch)
            {
                StopLeading();
                if (!NeedsThread)
                    SubmitAll();
            }
        }
    }

    /// <summary>Takes what has ended, and waits for some if it may; by the leader only.</summary>
    private bool Lead(bool mayWait)
    {
        bool hasTaken = TakeAll();
        if (hasTaken || !mayWait)
            return hasTaken;

        uint claimed;
        lock (_latch)
            claimed = _memory.Claim();

        int taken = _memory.SubmitAndWait(claimed);
        if (taken < 0 && !IoRingMemory.IsPassing(taken))
            Fail(taken);

        lock (_latch)
            _memory.GiveBack(claimed - (uint)Math.Max(taken, 0));

        return TakeAll();
    }

    private bool TakeAll()
    {
        bool hasTaken = false;
        while (_memory.TryTake(out IoRingCompletion completion))
        {
            End(completion);
            hasTaken = true;
        }

        return hasTaken;
    }

    private void StopLeading()
    {
        _isLed = false;
        if (_isClosing)
            Monitor.PulseAll(_latch);
    }
}
