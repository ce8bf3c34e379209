using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>A clock that stands still until a test moves it; timers fire on the thread that does.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    /// <summary>Timers that may fire yet.</summary>
    public int Running => _timers.Count(timer => !timer.IsOver);

    /// <summary>Why there is no timer to be had, if so.</summary>
    public Exception? Refusal { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (Refusal is not null)
            throw Refusal;

        ManualTimer timer = new(callback, state, _now + dueTime);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        _now += time;
        foreach (ManualTimer timer in _timers.ToArray())
            timer.FireIfDue(_now);
    }

    /// <summary>Fires every timer there ever was, also those that were disposed: as late as a timer can be.</summary>
    public void FireLate()
    {
        foreach (ManualTimer timer in _timers.ToArray())
            timer.Fire();
    }

    private sealed class ManualTimer(TimerCallback callback, object? state, TimeSpan due) : ITimer
    {
        private bool _isOver;

        public bool IsOver => _isOver;

        public void Fire() => callback(state);

        public void FireIfDue(TimeSpan now)
        {
            if (_isOver || now < due)
                return;

            _isOver = true;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => _isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
