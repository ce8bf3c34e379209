using System;

namespace ExtentLock.Storage;

/// <summary>How a device that stands before another hands a request on: by one of its own, which ends first.</summary>
internal static class BlockForwarding
{
    /// <summary>Submits what the request asks, or the first bytes of it.</summary>
    /// <param name="device">The device behind.</param>
    /// <param name="request">Not ended by this: <paramref name="ended"/> does it.</param>
    /// <param name="ended">Told the error and the bytes moved, once.</param>
    /// <param name="length">Bytes of it; -1 for all.</param>
    internal static void Forward(
        this IBlockDevice device, BlockRequest request, Action<int, int> ended, int length = -1)
    {
        Memory<byte> buffer = length < 0 ? request.Buffer : request.Buffer[..length];
        BlockRequest inner = new BlockRequest().Prepare(request.Kind, request.Offset, buffer);
        inner.Ended = done => ended(done.Error, done.Transferred);
        device.Submit(new ReadOnlySpan<BlockRequest>(in inner));
    }
}
