using System;
using System.Diagnostics;

namespace ExtentLock.Fuzz;

/// <summary>
/// Processor time of this process since a moment. On a machine with other work to do the clock on the wall says little of
/// how long an analysis takes.
/// </summary>
internal sealed class Clock
{
    private readonly TimeSpan _start = Now;

    public TimeSpan Spent => Now - _start;

    private static TimeSpan Now
    {
        get
        {
            using Process process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
