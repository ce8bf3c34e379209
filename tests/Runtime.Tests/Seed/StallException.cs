using System;
using System.Linq;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Tests.Mapping;
using Xunit;

namespace ExtentLock.Tests.Seed;

/// <summary>
/// A wait that nobody will ever end. Thrown out of it where the only thread there is begins to wait although the device
/// has nothing left to do: no time passes, so none can be too short.
/// </summary>
internal sealed class StallException(string waitsFor, string state) : Exception($"{waitsFor}\n{state}")
{
    /// <summary>What is waited for: <c>a range</c>, <c>a page</c> or <c>the device</c>.</summary>
    public string WaitsFor { get; } = waitsFor;

    /// <summary>Who holds and who waits, as the trees tell it.</summary>
    public string State { get; } = state;

    /// <summary>Runs the action on this thread, which is the only one, and expects that it gets stuck.</summary>
    public static StallException In(Inode inode, Action action)
    {
        Action<ExtentRange> range = _ => ThrowIfStuck(inode, inode.IoTree, "a range");
        Action<ExtentRange> page = _ => ThrowIfStuck(inode, inode.PageLocks, "a page");
        Action device = () => throw new StallException("the device", State(inode));
        inode.IoTree.Waiting += range;
        inode.PageLocks.Waiting += page;
        inode.Device.Starved += device;
        try
        {
            StallException stall = Assert.Throws<StallException>(action);
            Assert.Equal(0, inode.Device.Pending);
            return stall;
        }
        finally
        {
            inode.IoTree.Waiting -= range;
            inode.PageLocks.Waiting -= page;
            inode.Device.Starved -= device;
        }

        static string State(Inode inode) => inode.IoTree.Dump() + inode.PageLocks.Dump();

        // What the device can do may serve the one who waits.
        static void ThrowIfStuck(Inode inode, ExtentIoTree tree, string what)
        {
            inode.Device.Drain();
            if (tree.Dump().Split('\n').Any(line => line.Contains(" awaited by ", StringComparison.Ordinal)))
                throw new StallException(what, State(inode));
        }
    }
}
