using System;
using System.Globalization;

namespace ExtentLock.Extents;

/// <summary>What is wrong with a range.</summary>
public enum RangeFault
{
    /// <summary>It starts before byte 0.</summary>
    Negative,

    /// <summary>It holds no byte: its end is not after its start.</summary>
    Empty,

    /// <summary>It ends past 2^63 - 1.</summary>
    PastTheEnd,

    /// <summary>A lease was to be split off the granularity of its lock, or not inside its range.</summary>
    Misplaced,
}

/// <summary>A range was asked for that no file has. Nothing was locked, released or changed.</summary>
public sealed class InvalidRangeException : ArgumentException
{
    internal InvalidRangeException(RangeFault fault, long start, long other)
        : base(Describe(fault, start, other)) => Fault = fault;

    /// <summary>What is wrong with it.</summary>
    public RangeFault Fault { get; }

    private static string Describe(RangeFault fault, long start, long other) => fault switch
    {
        RangeFault.Negative => Text($"The range [{start}, {other}) starts before 0."),
        RangeFault.Empty => Text($"The range [{start}, {other}) holds no byte."),
        RangeFault.PastTheEnd => Text($"{other} bytes from {start} end past 2^63 - 1."),
        _ => Text($"A lease can't be split at {start}: not inside its range, or no multiple of {other} bytes."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
