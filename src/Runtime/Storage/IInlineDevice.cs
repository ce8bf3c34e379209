namespace ExtentLock.Storage;

/// <summary>A device that can do a request on the thread of the one who waits for it: no other thread has to wake.
/// Thread-safe.</summary>
internal interface IInlineDevice
{
    /// <summary>Does a request; it has ended when this returns, well or not.</summary>
    /// <exception cref="BlockDeviceException">It is refused, and was not begun.</exception>
    void Run(BlockRequest request);
}
