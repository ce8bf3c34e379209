using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// A thread of a device, and the code of callers that is to run on it: what waited for the request that it has just
/// ended, once nothing of that request is owned any more.
/// </summary>
internal sealed class BlockThread
{
    [ThreadStatic]
    private static BlockThread? s_ending;

    private readonly List<IThreadPoolWorkItem> _code = [];
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>For the watch of the device.</summary>
    internal ThreadReturn Return { get; } = new();

    /// <summary>Where it waits for requests.</summary>
    internal Parking Parking { get; } = new();

    internal bool HasCode => _code.Count > 0;

    /// <summary>Leaves code to the thread that ends a request just now, if this is one.</summary>
    /// <returns>False if it is not, and somebody else has to run the code.</returns>
    internal static bool TryLeave(IThreadPoolWorkItem code)
    {
        if (s_ending is not { } thread)
            return false;

        thread._code.Add(code);
        return true;
    }

    /// <summary>Ends a request; code that was waiting for it is left to this thread.</summary>
    internal void End(BlockRequest request, int error, int transferred)
    {
        s_ending = this;
        request.End(error, transferred);
        s_ending = null;
    }

    /// <summary>Runs what was left; it may do whatever it likes with the thread.</summary>
    internal void RunCode()
    {
        foreach (IThreadPoolWorkItem code in _code)
        {
            code.Execute();
            ForgetCaller();
        }

        _code.Clear();
    }

    /// <summary>Has the thread pool run what was left.</summary>
    internal void PassCodeOn()
    {
        foreach (IThreadPoolWorkItem code in _code)
            ThreadPool.UnsafeQueueUserWorkItem(code, preferLocal: false);

        _code.Clear();
    }

    private void ForgetCaller()
    {
        if (SynchronizationContext.Current is not null)
            SynchronizationContext.SetSynchronizationContext(null);

        if (_context is not null)
            ExecutionContext.Restore(_context);
    }
}
