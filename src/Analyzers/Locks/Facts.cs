using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Locks;

/// <summary>
/// What is known on one path: what places hold, and which numbers values can be. Immutable; places and values are kept
/// in the order of their creation, so equal facts are equal arrays.
/// </summary>
internal sealed class Facts : IEquatable<Facts>
{
    public static readonly Facts None = new(
        ImmutableArray<(Value, Linear?)>.Empty, ImmutableArray<(Value, IntervalSet)>.Empty);

    private readonly ImmutableArray<(Value Place, Linear? Content)> _contents;
    private readonly ImmutableArray<(Value Value, IntervalSet Set)> _sets;
    private readonly int _hash;

    private Facts(ImmutableArray<(Value, Linear?)> contents, ImmutableArray<(Value, IntervalSet)> sets)
    {
        _contents = contents;
        _sets = sets;
        int hash = contents.Length;
        foreach ((Value place, Linear? content) in _contents)
            hash = unchecked((hash * 31 + place.GetHashCode()) * 31 + (content?.GetHashCode() ?? 7));
        foreach ((Value value, IntervalSet set) in _sets)
            hash = unchecked((hash * 31 + value.GetHashCode()) * 31 + set.GetHashCode());
        _hash = hash;
    }

    public ImmutableArray<(Value Place, Linear? Content)> Contents => _contents;

    public ImmutableArray<(Value Value, IntervalSet Set)> Sets => _sets;

    /// <summary>What the place holds; null if that is not known. An untouched place holds its own initial value.</summary>
    public Linear? Content(Value place)
    {
        foreach ((Value known, Linear? content) in _contents)
        {
            if (ReferenceEquals(known, place))
                return content;
        }

        return Linear.Of(place);
    }

    public IntervalSet SetOf(Value value)
    {
        foreach ((Value known, IntervalSet set) in _sets)
        {
            if (ReferenceEquals(known, value))
                return set;
        }

        return value.Domain;
    }

    public Facts With(Value place, Linear? content)
    {
        if (content is not null && ReferenceEquals(content.Single, place))
            return Without(place);
        return new(Insert(_contents, place, content), _sets);
    }

    public Facts WithSet(Value value, IntervalSet set) =>
        set.Equals(value.Domain) ? this : new(_contents, Insert(_sets, value, set));

    public Facts WithPlaces(Func<Value, bool> keep)
    {
        foreach ((Value place, _) in _contents)
        {
            if (!keep(place))
                return new(_contents.RemoveAll(entry => !keep(entry.Place)), _sets);
        }

        return this;
    }

    public Facts WithValues(Func<Value, bool> keep)
    {
        foreach ((Value value, _) in _sets)
        {
            if (!keep(value))
                return new(_contents, _sets.RemoveAll(entry => !keep(entry.Value)));
        }

        return this;
    }

    /// <summary>The value is about to be made anew: whatever was said of the old one ends.</summary>
    public Facts Forget(Value value)
    {
        bool mentioned = false;
        foreach ((Value place, Linear? content) in _contents)
            mentioned |= place.Mentions(value) || (content?.Mentions(value) ?? false);
        foreach ((Value known, _) in _sets)
            mentioned |= known.Mentions(value);
        if (!mentioned)
            return this;
        var contents = ImmutableArray.CreateBuilder<(Value, Linear?)>();
        foreach ((Value place, Linear? content) in _contents)
        {
            if (!place.Mentions(value))
                contents.Add((place, content is not null && content.Mentions(value) ? null : content));
        }

        return new(contents.ToImmutable(), _sets.RemoveAll(entry => entry.Value.Mentions(value)));
    }

    /// <summary>
    /// A store to some object's field: the same field of other objects may be the same place, so what it held is forgotten.
    /// </summary>
    public Facts Stored(Value place, Linear? content)
    {
        ImmutableArray<(Value Place, Linear?)> contents = _contents;
        for (int i = 0; i < contents.Length; i++)
        {
            if (contents[i].Place.Kind == ValueKind.Member
                && SymbolEqualityComparer.Default.Equals(contents[i].Place.Symbol, place.Symbol))
                contents = contents.SetItem(i, (contents[i].Place, null));
        }

        return new(Insert(contents, place, content), _sets);
    }

    /// <summary>True if every place holds the same or is unknown here, and everything else known here is known there, too.</summary>
    public bool Covers(Facts narrow)
    {
        foreach ((Value place, Linear? content) in _contents)
        {
            if (content is not null && !content.Equals(narrow.Content(place)))
                return false;
        }

        foreach ((Value place, Linear? content) in narrow._contents)
        {
            if (Content(place) is { } known && !known.Equals(content))
                return false;
        }

        foreach ((Value value, IntervalSet set) in _sets)
        {
            if (!narrow.SetOf(value).IsSubsetOf(set))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Counts what differs. A different number weighs less where both are known to lie in the same set: two error codes
    /// are nearer to each other than to success.
    /// </summary>
    public int Distance(Facts other)
    {
        int distance = 0;
        foreach ((Value place, Linear? content) in _contents)
            distance += DistanceAt(content, other, other.Content(place));
        foreach ((Value place, Linear? content) in other._contents)
            distance += other.DistanceAt(content, this, Content(place));
        foreach ((Value value, IntervalSet set) in _sets)
            distance += other.SetOf(value).Equals(set) ? 0 : 1;
        foreach ((Value value, IntervalSet set) in other._sets)
            distance += SetOf(value).Equals(set) ? 0 : 1;
        return distance;
    }

    private int DistanceAt(Linear? content, Facts other, Linear? otherContent)
    {
        if (Equals(content, otherContent))
            return 0;
        return content?.Single is { } left && otherContent?.Single is { } right && SetOf(left).Equals(other.SetOf(right))
            && !SetOf(left).Equals(left.Domain) ? 3 : 8;
    }

    /// <summary>Contents that can be one number only become that number.</summary>
    public Facts WithValueKnown(Value value, long number)
    {
        ImmutableArray<(Value Place, Linear? Content)> contents = _contents;
        for (int i = 0; i < contents.Length; i++)
        {
            if (contents[i].Content?.Substitute(value, number) is { } known)
                contents = contents.SetItem(i, (contents[i].Place, known));
        }

        return contents == _contents ? this : new(contents, _sets);
    }

    public bool Equals(Facts? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || _hash != other._hash || _sets.Length != other._sets.Length || !SameContents(other))
            return false;
        for (int i = 0; i < _sets.Length; i++)
        {
            if (!ReferenceEquals(_sets[i].Value, other._sets[i].Value) || !_sets[i].Set.Equals(other._sets[i].Set))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Facts);

    public override int GetHashCode() => _hash;

    public override string ToString() =>
        string.Join(", ", Lines());

    private IEnumerable<string> Lines()
    {
        foreach ((Value place, Linear? content) in _contents)
            yield return $"{place}={content?.ToString() ?? "?"}";
        foreach ((Value value, IntervalSet set) in _sets)
            yield return $"{value} in {set}";
    }

    private bool SameContents(Facts other)
    {
        if (_contents.Length != other._contents.Length)
            return false;
        for (int i = 0; i < _contents.Length; i++)
        {
            if (!ReferenceEquals(_contents[i].Place, other._contents[i].Place)
                || !Equals(_contents[i].Content, other._contents[i].Content))
                return false;
        }

        return true;
    }

    private Facts Without(Value place) =>
        new(_contents.RemoveAll(entry => ReferenceEquals(entry.Place, place)), _sets);

    private static ImmutableArray<(Value, T)> Insert<T>(ImmutableArray<(Value Key, T)> entries, Value key, T content)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            int order = entries[i].Key.CompareTo(key);
            if (order == 0)
                return entries.SetItem(i, (key, content));
            if (order > 0)
                return entries.Insert(i, (key, content));
        }

        return entries.Add((key, content));
    }
}
