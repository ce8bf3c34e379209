namespace ExtentLock.Storage;

/// <summary>What goes wrong with a request.</summary>
public enum DeviceFaultKind
{
    /// <summary>Nothing is moved, and the request ends with an error.</summary>
    Fail,

    /// <summary>The first bytes are moved; the request says how many, and that it failed.</summary>
    Short,

    /// <summary>The first bytes are moved and the power is gone: this request and every later one end with
    /// EIO.</summary>
    Torn,

    /// <summary>The request is held back until others were submitted after it, or until it is let go.</summary>
    Delay,
}

/// <summary>One thing that goes wrong. Requests are counted from 0 in the order of submission, of all kinds.</summary>
/// <param name="Request">The number of the request.</param>
/// <param name="Kind">What goes wrong with it.</param>
/// <param name="Amount">The error of a failure, the bytes moved of a short or torn request, or the number of later
/// requests that overtake a delayed one.</param>
public readonly record struct DeviceFault(int Request, DeviceFaultKind Kind, int Amount)
{
    /// <summary>The request fails.</summary>
    /// <param name="request">The number of the request.</param>
    /// <param name="error">A value of <see cref="Errno"/>.</param>
    public static DeviceFault Fail(int request, int error = Errno.InputOutput) =>
        new(request, DeviceFaultKind.Fail, error);

    /// <summary>The request moves its first bytes only.</summary>
    public static DeviceFault Short(int request, int bytes) => new(request, DeviceFaultKind.Short, bytes);

    /// <summary>The request moves its first bytes, and then nothing works any more.</summary>
    public static DeviceFault Torn(int request, int bytes) => new(request, DeviceFaultKind.Torn, bytes);

    /// <summary>The request is overtaken by the next ones: one is enough to reorder two.</summary>
    public static DeviceFault Delay(int request, int later = 1) => new(request, DeviceFaultKind.Delay, later);
}
