using System.Threading;

namespace ExtentLock.Storage;

/// <summary>Where one thread waits until another wakes it; to be woken first is no loss.</summary>
internal sealed class Parking
{
    private readonly object _gate = new();
    private bool _isWoken;

    internal void Wait()
    {
        lock (_gate)
        {
            while (!_isWoken)
                Monitor.Wait(_gate);

            _isWoken = false;
        }
    }

    internal void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }
}
