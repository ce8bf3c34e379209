using System.Runtime.CompilerServices;
using ExtentLock.Extents;

namespace ExtentLock.Volumes;

/// <content>What a tracer is told, if there is one; if not, a step costs one comparison.</content>
internal sealed partial class DirectRequest
{
    private long _traced;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Trace(RequestStep step, long start, long end)
    {
        if (_volume.Options.Tracer is { } tracer)
            Tell(tracer, step, start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Trace(RequestStep step, RequestPiece piece)
    {
        if (_volume.Options.Tracer is { } tracer)
            Tell(tracer, step, piece.Start, piece.FileEnd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TraceLease(RequestStep step)
    {
        if (_volume.Options.Tracer is { } tracer && _lease.IsHeld)
            Tell(tracer, step, _lease.Range);
    }

    private void Tell(RequestTracer tracer, RequestStep step, ByteRange range) =>
        Tell(tracer, step, range.Start, range.End);

    private void Tell(RequestTracer tracer, RequestStep step, long start, long end)
    {
        if (_traced == 0)
            _traced = tracer.NextRequest();

        tracer.Record(_traced, _isWrite, step, start, end);
    }
}
