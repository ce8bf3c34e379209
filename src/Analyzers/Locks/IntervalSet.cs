using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace ExtentLock.Analyzers.Locks;

/// <summary>A set of 64-bit integers as sorted, disjoint, closed intervals. Immutable; at most eight intervals.</summary>
/// <remarks>
/// Booleans are 0 and 1, enums their numbers, references 0 for null and 1 for not null: one domain for every fact.
/// Signs alone would not do: <c>switch</c> on 1 and 2 and a later <c>k == 1 || k == 2</c> must agree.
/// </remarks>
internal sealed class IntervalSet : IEquatable<IntervalSet>
{
    private const int MaxIntervals = 8;
    private const int Few = 32;

    private readonly ImmutableArray<(long Low, long High)> _intervals;

    private IntervalSet(ImmutableArray<(long Low, long High)> intervals) => _intervals = intervals;

    public static IntervalSet Empty { get; } = new(ImmutableArray<(long, long)>.Empty);

    public static IntervalSet All { get; } = Between(long.MinValue, long.MaxValue);

    public static IntervalSet Binary { get; } = Between(0, 1);

    /// <summary>What a reference can be. The same numbers as <see cref="Binary"/>, but 1 stands for many objects.</summary>
    public static IntervalSet References { get; } = new(ImmutableArray.Create((0L, 1L))) { IsOfReferences = true };

    public static IntervalSet Zero { get; } = Of(0);

    public static IntervalSet One { get; } = Of(1);

    /// <summary>Not part of equality: true only of <see cref="References"/> itself, as the domain of a value.</summary>
    public bool IsOfReferences { get; private init; }

    /// <summary>Not part of equality: there were too many pieces, here or in what this was made from, so it has more members.</summary>
    public bool IsWidened { get; private init; }

    public bool IsEmpty => _intervals.IsEmpty;

    public long Min => _intervals[0].Low;

    public long Max => _intervals[_intervals.Length - 1].High;

    public static IntervalSet Of(long value) => Between(value, value);

    public static IntervalSet Between(long low, long high) =>
        low > high ? Empty : new(ImmutableArray.Create((low, high)));

    /// <summary>Asked at every arrival of a state, so nothing is made for it.</summary>
    public bool IsSubsetOf(IntervalSet other)
    {
        int at = 0;
        foreach ((long low, long high) in _intervals)
        {
            while (at < other._intervals.Length && other._intervals[at].High < low)
                at++;
            if (at == other._intervals.Length || low < other._intervals[at].Low || other._intervals[at].High < high)
                return false;
        }

        return true;
    }

    /// <summary>All its numbers; null if they are more than a few.</summary>
    public IReadOnlyList<long>? Numbers()
    {
        var numbers = new List<long>();
        foreach ((long low, long high) in _intervals)
        {
            // The difference of far ends wraps below zero.
            if (unchecked(high - low) is < 0 or >= Few || numbers.Count + (high - low) >= Few)
                return null;
            for (long number = low; number <= high; number++)
                numbers.Add(number);
        }

        return numbers;
    }

    public IntervalSet Intersect(IntervalSet other)
    {
        if (!other.IsWidened && IsSubsetOf(other))
            return this;
        if (!IsWidened && other.IsSubsetOf(this))
            return other;
        var result = ImmutableArray.CreateBuilder<(long, long)>();
        foreach ((long low, long high) in _intervals)
        {
            foreach ((long otherLow, long otherHigh) in other._intervals)
            {
                if (Math.Max(low, otherLow) <= Math.Min(high, otherHigh))
                    result.Add((Math.Max(low, otherLow), Math.Min(high, otherHigh)));
            }
        }

        return Normal(result, IsWidened || other.IsWidened);
    }

    public IntervalSet Union(IntervalSet other)
    {
        if (IsSubsetOf(other))
            return other;
        if (other.IsSubsetOf(this))
            return this;
        var result = ImmutableArray.CreateBuilder<(long, long)>();
        result.AddRange(_intervals);
        result.AddRange(other._intervals);
        return Normal(result, IsWidened || other.IsWidened);
    }

    public IntervalSet Complement()
    {
        var result = ImmutableArray.CreateBuilder<(long, long)>();
        long next = long.MinValue;
        foreach ((long low, long high) in _intervals)
        {
            if (next < low)
                result.Add((next, low - 1));
            if (high == long.MaxValue)
                return Normal(result, IsWidened);
            next = high + 1;
        }

        result.Add((next, long.MaxValue));
        return Normal(result, IsWidened);
    }

    public bool Equals(IntervalSet? other)
    {
        if (other is null || _intervals.Length != other._intervals.Length)
            return false;
        for (int i = 0; i < _intervals.Length; i++)
        {
            if (_intervals[i] != other._intervals[i])
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as IntervalSet);

    public override int GetHashCode()
    {
        int hash = _intervals.Length;
        foreach ((long low, long high) in _intervals)
            hash = unchecked((hash * 31 + low.GetHashCode()) * 31 + high.GetHashCode());
        return hash;
    }

    public override string ToString()
    {
        var parts = new List<string>();
        foreach ((long low, long high) in _intervals)
            parts.Add(low == high ? $"{low}" : $"{Bound(low)}..{Bound(high)}");
        return "{" + string.Join(",", parts) + "}";
    }

    private static string Bound(long value) =>
        value is long.MinValue or long.MaxValue ? "" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IntervalSet Normal(ImmutableArray<(long Low, long High)>.Builder intervals, bool isWidened)
    {
        intervals.Sort((left, right) => left.Low.CompareTo(right.Low));
        var merged = ImmutableArray.CreateBuilder<(long Low, long High)>();
        foreach ((long low, long high) in intervals)
        {
            if (merged.Count > 0 && (merged[merged.Count - 1].High == long.MaxValue
                || low <= merged[merged.Count - 1].High + 1))
            {
                (long first, long last) = merged[merged.Count - 1];
                merged[merged.Count - 1] = (first, Math.Max(last, high));
            }
            else
            {
                merged.Add((low, high));
            }
        }

        // Too many pieces: the last ones run together. A larger set is always a safe answer.
        if (merged.Count > MaxIntervals)
        {
            isWidened = true;
            merged[MaxIntervals - 1] = (merged[MaxIntervals - 1].Low, merged[merged.Count - 1].High);
            merged.Count = MaxIntervals;
        }

        return new IntervalSet(merged.ToImmutable()) { IsWidened = isWidened };
    }
}
