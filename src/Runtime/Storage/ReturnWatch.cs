using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// Counts the threads that will take a request by themselves within moments, so that none has to be woken for it. One
/// that stays away is given up after two milliseconds, whatever it does. All members under the owner's latch.
/// </summary>
/// <remarks>Waking a thread costs as much as a fast device. Code that awaits one request after the other comes back for
/// each; code that blocks has to wait for this watch once, and is not counted on for a while.</remarks>
internal sealed class ReturnWatch
{
    private const int Turn = 1;
    private const int TurnsOfGrace = 2;
    private const int LongestRest = 16;
    private const int Penalty = 256;

    private readonly object _latch;
    private readonly Func<bool> _isNeeded;
    private readonly Action _wake;
    private readonly Action<Thread>? _starting;
    private readonly List<ThreadReturn> _expected = [];
    private bool _hasThread;
    private bool _isWatching;
    private bool _isOver;
    private bool _wasUsed;
    private long _turn;

    /// <summary>A watch that nobody uses yet.</summary>
    /// <param name="latch">The owner's.</param>
    /// <param name="isNeeded">Whether requests wait.</param>
    /// <param name="wake">Wakes threads for those that nobody is expected for.</param>
    /// <param name="starting">Told of its thread before it is started.</param>
    internal ReturnWatch(object latch, Func<bool> isNeeded, Action wake, Action<Thread>? starting = null)
    {
        _starting = starting;
        _latch = latch;
        _isNeeded = isNeeded;
        _wake = wake;
    }

    /// <summary>Threads that are counted on.</summary>
    internal int Expected => _expected.Count;

    /// <summary>Requests that they will see to.</summary>
    internal int InFlight
    {
        get
        {
            int all = 0;
            foreach (ThreadReturn thread in _expected)
                all += thread.InFlight;

            return all;
        }
    }

    /// <summary>Counts on a thread, if it deserves it.</summary>
    internal void Expect(ThreadReturn thread)
    {
        if (thread.Distrust > 0)
        {
            thread.Distrust--;
            return;
        }

        _wasUsed = true;
        thread.Seen = _turn;
        if (thread.Place != ThreadReturn.Nowhere || !TryWatch())
            return;

        thread.Place = _expected.Count;
        _expected.Add(thread);
    }

    /// <summary>The thread is here, or counted on no longer.</summary>
    internal void Forget(ThreadReturn thread)
    {
        if (thread.Place == ThreadReturn.Nowhere)
            return;

        int last = _expected.Count - 1;
        _expected[thread.Place] = _expected[last];
        _expected[thread.Place].Place = thread.Place;
        _expected.RemoveAt(last);
        thread.Place = ThreadReturn.Nowhere;
    }

    /// <summary>Ends its thread, which may be late by a turn.</summary>
    internal void Stop()
    {
        _isOver = true;
        Monitor.PulseAll(_latch);
    }

    private bool TryWatch()
    {
        if (_isOver)
            return false;

        if (!_hasThread)
        {
            if (!TryStartThread())
                return false;

            _hasThread = true;
        }
        else if (!_isWatching)
        {
            Monitor.PulseAll(_latch);
        }

        _isWatching = true;
        return true;
    }

    private bool TryStartThread()
    {
        try
        {
            Thread thread = new(Watch) { IsBackground = true, Name = "block device watch" };
            _starting?.Invoke(thread);
            thread.UnsafeStart();
            return true;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // Then nobody is counted on, and others are woken.
            return false;
        }
    }

    private void Watch()
    {
        lock (_latch)
        {
            int rest = 0;
            while (!_isOver)
            {
                if (rest > LongestRest)
                {
                    _isWatching = false;
                    Monitor.Wait(_latch);
                    rest = 0;
                    continue;
                }

                Monitor.Wait(_latch, Turn);
                PassTurn();
                rest = _wasUsed || _expected.Count > 0 ? 0 : rest + 1;
                _wasUsed = false;
            }
        }
    }

    /// <summary>What its thread does once a millisecond.</summary>
    internal void PassTurn()
    {
        _turn++;
        bool isLate = _isNeeded();
        for (int i = _expected.Count - 1; i >= 0; i--)
        {
            ThreadReturn thread = _expected[i];
            if (_turn - thread.Seen < TurnsOfGrace)
                continue;

            Forget(thread);
            if (isLate)
                thread.Distrust = Penalty;
        }

        _wake();
    }
}
