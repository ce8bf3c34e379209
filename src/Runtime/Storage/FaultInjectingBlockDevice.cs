using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// Stands before another device and makes requests go wrong by a plan: the same requests in the same order go wrong the
/// same way. Thread-safe.
/// </summary>
public sealed class FaultInjectingBlockDevice : BlockDevice
{
    private readonly Lock _latch = new();
    private readonly Dictionary<int, DeviceFault> _plan = [];
    private readonly List<(int Due, BlockRequest Request)> _delayed = [];
    private readonly IBlockDevice _inner;
    private int _submitted;
    private bool _hasNoPower;

    /// <summary>A device with faults to come.</summary>
    /// <param name="inner">The device behind; disposed with this one.</param>
    /// <param name="plan">At most one for each request.</param>
    public FaultInjectingBlockDevice(IBlockDevice inner, params ReadOnlySpan<DeviceFault> plan)
        : base(inner.Length, inner.Alignment, inner.BufferAlignment)
    {
        _inner = inner;
        foreach (DeviceFault fault in plan)
            _plan.Add(fault.Request, fault);
    }

    /// <inheritdoc/>
    public override string Description => $"with {_plan.Count} faults: {_inner.Description}";

    /// <summary>Requests submitted so far: what a plan for the same run counts by.</summary>
    public int Submitted
    {
        get
        {
            lock (_latch)
                return _submitted;
        }
    }

    /// <summary>Requests that are held back now.</summary>
    public int Delayed
    {
        get
        {
            lock (_latch)
                return _delayed.Count;
        }
    }

    /// <summary>Lets every request go that is held back, in the order of submission.</summary>
    public void LetGo() => Forward(TakeDue(int.MaxValue));

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<BlockRequest> batch)
    {
        foreach (BlockRequest request in batch)
            Start(request);
    }

    /// <summary>Lets everything go and disposes the device behind.</summary>
    protected override void Dispose(bool disposing)
    {
        LetGo();
        _inner.Dispose();
    }

    private void Start(BlockRequest request)
    {
        int number;
        DeviceFault? fault;
        lock (_latch)
        {
            number = _submitted++;
            fault = _hasNoPower ? DeviceFault.Fail(number)
                : _plan.TryGetValue(number, out DeviceFault planned) ? planned : null;

            _hasNoPower |= fault?.Kind == DeviceFaultKind.Torn;
            if (fault?.Kind == DeviceFaultKind.Delay)
                _delayed.Add((number + fault.Value.Amount, request));
        }

        if (fault is null)
            _inner.Forward(request, request.End);
        else if (fault.Value.Kind == DeviceFaultKind.Fail)
            request.End(fault.Value.Amount, 0);
        else if (fault.Value.Kind != DeviceFaultKind.Delay)
            MovePart(request, fault.Value);

        // What was held back comes after the one that overtook it.
        Forward(TakeDue(number));
    }

    private void MovePart(BlockRequest request, DeviceFault fault)
    {
        int length = Math.Min(fault.Amount, request.Buffer.Length) / Alignment * Alignment;
        int told = fault.Kind == DeviceFaultKind.Short ? length : 0;
        if (length == 0)
            request.End(Errno.InputOutput, 0);
        else
            _inner.Forward(request, (error, _) => request.End(error == 0 ? Errno.InputOutput : error, told), length);
    }

    private List<BlockRequest> TakeDue(int number)
    {
        lock (_latch)
        {
            List<BlockRequest> due = [];
            foreach ((int atLatest, BlockRequest request) in _delayed)
            {
                if (atLatest <= number)
                    due.Add(request);
            }

            _delayed.RemoveAll(held => held.Due <= number);
            return due;
        }
    }

    private void Forward(List<BlockRequest> requests)
    {
        foreach (BlockRequest request in requests)
        {
            if (_hasNoPower)
                request.End(Errno.InputOutput, 0);
            else
                _inner.Forward(request, request.End);
        }
    }
}
