using System;

namespace ExtentLock.Extents;

/// <summary>Why a lease was refused.</summary>
public enum LeaseFault
{
    /// <summary>It is the default value and was never granted.</summary>
    None,

    /// <summary>It was released before, by itself or by a copy of it.</summary>
    Released,

    /// <summary>Another lock has granted it.</summary>
    Foreign,

    /// <summary>The part to be released is not, or no longer, held by it.</summary>
    NotCovered,

    /// <summary>Another thread is changing it at this moment.</summary>
    InUse,
}

/// <summary>A lease was used that gives no right to what was asked. Nothing was released or changed.</summary>
public sealed class LeaseException : InvalidOperationException
{
    internal LeaseException(LeaseFault fault)
        : base(Describe(fault)) => Fault = fault;

    /// <summary>Why it was refused.</summary>
    public LeaseFault Fault { get; }

    private static string Describe(LeaseFault fault) => fault switch
    {
        LeaseFault.None => "The lease was never granted.",
        LeaseFault.Released => "The lease was released before.",
        LeaseFault.Foreign => "The lease was granted by another lock.",
        LeaseFault.NotCovered => "The lease does not hold the whole part that is to be released.",
        _ => "The lease is being changed by another thread.",
    };
}
