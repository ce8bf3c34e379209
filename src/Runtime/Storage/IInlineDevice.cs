namespace ExtentLock.Storage;

/// <summary>A device that can do a request on the thread of the one who waits for it: no other thread has to wake.
/// Thread-safe.</summary>
internal interface IInlineDevice
{
    /// <summary>Does a request; it has ended when this returns, well or not.</summary>
    /// <exception cref="BlockDeviceException">It is refused, and was not begun.</exception>
    void Run(BlockRequest request);

    /// <summary>Does what is to be done for the requests of a poller on its own thread: moves one, or takes what has
    /// ended.</summary>
    /// <param name="poller">Of the requests.</param>
    /// <param name="mayWait">Whether the thread may block until something has ended.</param>
    /// <returns>Whether anything was done; if not, other threads see to its requests while it waits
    /// elsewhere.</returns>
    bool TryMove(Poller poller, bool mayWait);
}
