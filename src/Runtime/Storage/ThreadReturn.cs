using System;

namespace ExtentLock.Storage;

/// <summary>A thread that is busy with something else and takes requests when it is done; of a <see
/// cref="ReturnWatch"/>, under its latch.</summary>
internal sealed class ThreadReturn
{
    internal const int Nowhere = -1;

    private bool _isAway;

    /// <summary>True from when it found nothing to do and waits elsewhere.</summary>
    internal bool IsAway
    {
        get => _isAway;
        set
        {
            _isAway = value;
            AtChange?.Invoke();
        }
    }

    /// <summary>Called when that has been set: as if another thread came in between. For tests.</summary>
    internal Action? AtChange { get; set; }

    /// <summary>Requests that it alone need wait for.</summary>
    internal int InFlight { get; set; }

    /// <summary>Where among those that are counted on.</summary>
    internal int Place { get; set; } = Nowhere;

    /// <summary>When it was last seen.</summary>
    internal long Seen { get; set; }

    /// <summary>How often it is not counted on any more, after it let a request wait.</summary>
    internal int Distrust { get; set; }
}
