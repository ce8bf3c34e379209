using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Extents;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>
/// What several threads asked of one lock and were told, with the times at which each call began and returned.
/// Recording is thread-safe; the checks are for when all threads have ended.
/// </summary>
internal sealed class RangeHistory(long unit)
{
    private readonly Lock _latch = new();
    private readonly List<Entry> _entries = [];
    private long _now;

    public Entry Begin(ByteRange range, RangeMode mode)
    {
        Entry entry = new(range, mode);
        lock (_latch)
            _entries.Add(entry);

        entry.Invoked = Tick();
        return entry;
    }

    public long Tick() => Interlocked.Increment(ref _now);

    /// <summary>Everything that is wrong with the history; empty if nothing is.</summary>
    public IEnumerable<string> Faults() =>
        from one in _entries
        from other in _entries
        where one != other && Conflict(one, other)
        let fault = Fault(one, other)
        where fault is not null
        select $"{fault}: {one} and {other}";

    /// <summary>Refusals without a reason: nothing that conflicts was held, waited for or being asked for.</summary>
    public IEnumerable<string> BaselessRefusals() =>
        from refused in _entries
        where refused.Granted == 0 && refused.GivenUp == 0
        where !_entries.Any(other => other != refused && Conflict(refused, other) && AreConcurrent(refused, other))
        select $"refused for no reason: {refused}";

    private static string? Fault(Entry one, Entry other)
    {
        if (one.Granted == 0 || other.Granted == 0)
        {
            bool overtakesGivenUp = one.GivenUp > 0 && IsBehind(other, one) && other.Granted < one.GivenUp;
            return overtakesGivenUp ? "overtakes one that had not given up" : null;
        }

        if (one.Granted < other.Released && other.Granted < one.Released)
            return "held at once";

        return IsBehind(other, one) && other.Granted < one.Granted ? "overtaken" : null;
    }

    /// <summary>The first was queued before the second was even asked for.</summary>
    private static bool IsBehind(Entry second, Entry first) =>
        first.Queued > 0 && first.Queued < second.Invoked && second.Granted > 0;

    private static bool AreConcurrent(Entry refused, Entry other)
    {
        long end = other.ReleaseReturned > 0 ? other.ReleaseReturned : other.Returned;
        return other.Invoked < refused.Returned && (end == 0 || end > refused.Invoked);
    }

    private bool Conflict(Entry one, Entry other) =>
        (one.Mode == RangeMode.Exclusive || other.Mode == RangeMode.Exclusive)
        && one.Range.Start / unit <= (other.Range.End - 1) / unit
        && other.Range.Start / unit <= (one.Range.End - 1) / unit;

    /// <summary>One request. A time is 0 if the thing has not happened.</summary>
    internal sealed class Entry(ByteRange range, RangeMode mode)
    {
        public ByteRange Range { get; } = range;

        public RangeMode Mode { get; } = mode;

        public long Invoked { get; set; }

        public long Queued { get; set; }

        public long Granted { get; set; }

        public long GivenUp { get; set; }

        /// <summary>The call returned, with a lease or without.</summary>
        public long Returned { get; set; }

        /// <summary>The release began.</summary>
        public long Released { get; set; }

        public long ReleaseReturned { get; set; }

        public override string ToString() =>
            $"{Range} {Mode} asked {Invoked}, queued {Queued}, granted {Granted}, given up {GivenUp}, "
            + $"released {Released}";
    }
}
