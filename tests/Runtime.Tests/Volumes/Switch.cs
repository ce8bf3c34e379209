using System;
using System.Collections.Generic;
using ExtentLock.Storage;

namespace ExtentLock.Tests.Volumes;

/// <summary>A device before another that fails or holds back what a test tells it to, until told otherwise.</summary>
internal sealed class Switch : IDisposable
{
    private Device? _device;

    internal bool FailFlushes { get; set; }

    /// <summary>Fails writes whose number, counted from when this was set, is in the set.</summary>
    internal Func<int, bool>? FailWrites { get; set; }

    /// <summary>Refuses such writes, which do not begin then.</summary>
    internal Func<int, bool>? RefuseWrites { get; set; }

    /// <summary>Reads and writes stay with the device until they are let go.</summary>
    internal bool Hold { get; set; }

    /// <summary>So do flushes, until they are let go once.</summary>
    internal bool HoldFlushes { get; set; }

    internal int Held => _device!.Held.Count;

    public void Dispose() => _device?.LetGo();

    internal IBlockDevice Before(IBlockDevice inner) => _device = new Device(inner, this);

    /// <summary>Lets everything go that is held, the last first.</summary>
    internal void LetGo()
    {
        HoldFlushes = false;
        _device!.LetGo();
    }

    private sealed class Device(IBlockDevice inner, Switch rules)
        : BlockDevice(inner.Length, inner.Alignment, inner.BufferAlignment)
    {
        private int _writes;

        public override string Description => inner.Description;

        internal Stack<BlockRequest> Held { get; } = new();

        internal void LetGo()
        {
            while (Held.TryPop(out BlockRequest? request))
                inner.Forward(request, request.End);
        }

        protected override void Start(ReadOnlySpan<BlockRequest> batch)
        {
            foreach (BlockRequest request in batch)
            {
                bool isFlush = request.Kind == BlockRequestKind.Flush;
                bool isWrite = request.Kind == BlockRequestKind.Write;
                if (isWrite && rules.RefuseWrites?.Invoke(_writes++) == true)
                    throw BlockDeviceException.Refused(BlockFault.OutOfRange, request.Offset, 0, Length);

                if ((isFlush && rules.FailFlushes) || (isWrite && rules.FailWrites?.Invoke(_writes++) == true))
                    request.End(Errno.InputOutput, 0);
                else if (isFlush ? rules.HoldFlushes : rules.Hold)
                    Held.Push(request);
                else
                    inner.Forward(request, request.End);
            }
        }
    }
}
