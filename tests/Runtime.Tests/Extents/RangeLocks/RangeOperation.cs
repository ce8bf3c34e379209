using System.Globalization;
using ExtentLock.Extents;
using FsCheck;
using FsCheck.Fluent;

namespace ExtentLock.Tests.Extents.RangeLocks;

internal enum RangeAction
{
    TryLock,
    LockAsync,
    Cancel,
    LockInTime,
    Release,
    ReleasePart,
    Split,
    Downgrade,
}

/// <summary>One step of a random test; <paramref name="Which"/> picks one of the leases or waits there are.</summary>
internal sealed record RangeOperation(RangeAction Action, ByteRange Range, RangeMode Mode, int Which)
{
    private static readonly Gen<long> Place = Gen.Frequency(
        (5, Gen.Choose(0, 40).Select(sector => sector * 4096L)),
        (3, Gen.Choose(230, 270).Select(sector => sector * 4096L)),
        (3, Gen.Choose(0, 40 * 4096).Select(at => (long)at)),
        (1, Gen.Elements(4L << 20, 5L << 20, (1L << 44) - 4096, 1L << 44, 1L << 62, long.MaxValue - 1)));

    private static readonly Gen<ByteRange> Ranges = Gen.Frequency(
        (12, Place.SelectMany(_ => Gen.Choose(1, 20), (start, sectors) => Clipped(start, sectors * 4096L))),
        (3, Place.SelectMany(_ => Gen.Choose(1, 10000), (start, bytes) => Clipped(start, bytes))),
        (1, Place.SelectMany(_ => Gen.Choose(1000, 1100), (start, sectors) => Clipped(start, sectors * 4096L))),
        (1, Place.Select(start => new ByteRange(start, long.MaxValue))));

    public static Gen<RangeOperation> Any { get; } =
        from action in Gen.Frequency(
            (4, Gen.Constant(RangeAction.TryLock)),
            (6, Gen.Constant(RangeAction.LockAsync)),
            (2, Gen.Elements(RangeAction.Cancel, RangeAction.LockInTime)),
            (4, Gen.Constant(RangeAction.Release)),
            (3, Gen.Elements(RangeAction.ReleasePart, RangeAction.Split, RangeAction.Downgrade)))
        from range in Ranges
        from mode in Gen.Elements(RangeMode.Shared, RangeMode.Exclusive)
        from which in Gen.Choose(0, 1000)
        select new RangeOperation(action, range, mode, which);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Action} {Range} {Mode} #{Which}");

    private static ByteRange Clipped(long start, long length) =>
        new(start, length > long.MaxValue - start ? long.MaxValue : start + length);
}
