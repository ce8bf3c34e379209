using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Extents;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>
/// What a range lock means, as simply as it can be said: a list of requests in order of coming, compared in units.
/// </summary>
internal sealed class RangeModel(long unit)
{
    public List<Request> Requests { get; } = [];

    public Request Ask(ByteRange range, RangeMode mode)
    {
        Request request = new(mode, [range]);
        Requests.Add(request);
        Serve();
        return request;
    }

    /// <summary>Gives everything back, or leaves the queue.</summary>
    public void Remove(Request request)
    {
        Requests.Remove(request);
        Serve();
    }

    public bool Covers(Request request, ByteRange part) => request.Pieces.Exists(piece => piece.Contains(part));

    public void ReleasePart(Request request, ByteRange part)
    {
        request.Pieces = [.. request.Pieces.SelectMany(piece => Without(piece, part))];
        if (request.Pieces.Count == 0)
            Requests.Remove(request);

        Serve();
    }

    public bool CanSplit(Request request, long at) =>
        at > request.Hull.Start && at < request.Hull.End && at % unit == 0;

    public Request Split(Request request, long at)
    {
        Request rest = new(request.Mode, [.. request.Pieces.SelectMany(piece => Within(piece, at, long.MaxValue))])
        {
            IsGranted = true,
        };
        request.Pieces = [.. request.Pieces.SelectMany(piece => Within(piece, 0, at))];
        Requests.Insert(Requests.IndexOf(request) + 1, rest);
        return rest;
    }

    public void Downgrade(Request request)
    {
        request.Mode = RangeMode.Shared;
        Serve();
    }

    private static IEnumerable<ByteRange> Without(ByteRange piece, ByteRange part) =>
        Within(piece, 0, part.Start).Concat(Within(piece, part.End, long.MaxValue));

    private static IEnumerable<ByteRange> Within(ByteRange piece, long start, long end)
    {
        start = Math.Max(start, piece.Start);
        end = Math.Min(end, piece.End);
        return start < end ? [new ByteRange(start, end)] : [];
    }

    private void Serve()
    {
        for (int i = 0; i < Requests.Count; i++)
        {
            Request request = Requests[i];
            request.IsGranted |=
                !Requests.Where((other, at) => (at < i || other.IsGranted) && Conflict(request, other)).Any();
        }
    }

    private bool Conflict(Request one, Request other) =>
        one != other
        && (one.Mode == RangeMode.Exclusive || other.Mode == RangeMode.Exclusive)
        && one.Pieces.Exists(left => other.Pieces.Exists(right => TouchTheSameUnit(left, right)));

    private bool TouchTheSameUnit(ByteRange left, ByteRange right) =>
        left.Start / unit <= (right.End - 1) / unit && right.Start / unit <= (left.End - 1) / unit;

    internal sealed class Request(RangeMode mode, List<ByteRange> pieces)
    {
        public RangeMode Mode { get; set; } = mode;

        public List<ByteRange> Pieces { get; set; } = pieces;

        public bool IsGranted { get; set; }

        public ByteRange Hull => new(Pieces[0].Start, Pieces[^1].End);
    }
}
