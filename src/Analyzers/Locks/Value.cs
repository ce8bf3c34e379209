using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Locks;

internal enum ValueKind
{
    /// <summary>The receiver.</summary>
    This,

    /// <summary>What a variable holds on entry; also the place of that variable.</summary>
    Initial,

    /// <summary>Result of the operation with this number.</summary>
    Site,

    /// <summary>What a place holds where the event with this number asks it again.</summary>
    Renewed,

    /// <summary>What a place holds after paths with different contents met at a node.</summary>
    Phi,

    /// <summary>Field or property of another value (of no value: static); also the place of that field.</summary>
    Member,

    /// <summary>Element of an array or indexer.</summary>
    Element,

    /// <summary>All elements of a collection at once, or those below <see cref="Value.Operand"/>.</summary>
    Each,

    /// <summary>1 if <see cref="Value.Operand"/> is at most zero, else 0.</summary>
    AtMostZero,

    /// <summary>1 if <see cref="Value.Operand"/> is zero, else 0.</summary>
    IsZero,

    /// <summary>1 if the two references whose difference is <see cref="Value.Operand"/> are the same object.</summary>
    SameObject,

    /// <summary>The bits of <see cref="Value.Operand"/> that are in a constant mask.</summary>
    Masked,

    /// <summary>1 if <see cref="Value.Operand"/> is in the set with this number, else 0.</summary>
    Within,

    /// <summary>A pure function of <see cref="Value.Parent"/> and <see cref="Value.Operand"/>.</summary>
    Computed,

    /// <summary>A constant that is no integer: a string, a floating-point number.</summary>
    Literal,
}

/// <summary>
/// A symbolic value: a value number with its origin. Made by a <see cref="ValueTable"/>, so equal means identical; the
/// order is that of creation, which is the same on every run. A lock's identity is such a value.
/// </summary>
internal sealed class Value : IComparable<Value>
{
    private readonly int _id;

    internal Value(int id, ValueKind kind, int number, int version, Value? parent, ISymbol? symbol, Linear? operand)
    {
        _id = id;
        Kind = kind;
        Number = number;
        Version = version;
        Parent = parent;
        Symbol = symbol;
        Operand = operand;
        Depth = 1 + Math.Max(parent?.Depth ?? 0, operand?.Depth ?? 0);
    }

    public ValueKind Kind { get; }

    /// <summary>Variable, operation or node, by kind.</summary>
    public int Number { get; }

    /// <summary>Which store to the field of this name came last; the other place of a phi.</summary>
    public int Version { get; }

    public Value? Parent { get; }

    public ISymbol? Symbol { get; }

    public Linear? Operand { get; }

    /// <summary>Nesting; bounded, so that recursion over values is.</summary>
    public int Depth { get; }

    /// <summary>What it can be at all, before any path is known.</summary>
    public IntervalSet Domain { get; internal set; } = IntervalSet.All;

    public bool IsComparison => Kind is ValueKind.AtMostZero or ValueKind.IsZero or ValueKind.SameObject;

    /// <summary>True if this value is, or is made from, <paramref name="other"/>.</summary>
    public bool Mentions(Value other) =>
        ReferenceEquals(this, other)
        || (Parent is not null && Parent.Mentions(other))
        || (Operand is not null && Operand.Mentions(other));

    public int CompareTo(Value other) => _id.CompareTo(other._id);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => _id;

    public override string ToString() => Kind switch
    {
        ValueKind.This => "this",
        ValueKind.Member => $"{Parent?.ToString() ?? "static"}.{Symbol?.Name}",
        ValueKind.Element => $"{Parent}[{Operand}]",
        ValueKind.Each => $"{Parent}[each]",
        ValueKind.AtMostZero => $"({Operand} <= 0)",
        ValueKind.IsZero or ValueKind.SameObject => $"({Operand} == 0)",
        ValueKind.Masked => $"({Operand} & {Version:x}{Number:x8})",
        ValueKind.Within => $"({Operand} in set {Number})",
        _ => $"{Kind}{Number}",
    };
}

/// <summary>Makes the values of one member, each once. Not thread-safe; lives as long as the member's analysis.</summary>
internal sealed class ValueTable
{
    private const int MaxDepth = 12;

    private readonly Dictionary<(ValueKind, int, int, Value?, Linear?), List<Value>> _values = new();
    private readonly List<IntervalSet> _sets = new();
    private int _count;

    public ValueTable() => This = Make(ValueKind.This, 0, 0, null, null, null)!;

    public Value This { get; }

    public Value Initial(int variable, IntervalSet domain) =>
        Make(ValueKind.Initial, variable, 0, null, null, null, domain)!;

    public Value Site(int number, IntervalSet domain) => Make(ValueKind.Site, number, 0, null, null, null, domain)!;

    public Value Renewed(int number, IntervalSet domain) => Make(ValueKind.Renewed, number, 0, null, null, null, domain)!;

    public Value Phi(int node, Value place) => Make(ValueKind.Phi, node, 0, place, null, null, place.Domain)!;

    public Value Literal(int number, IntervalSet domain) => Make(ValueKind.Literal, number, 0, null, null, null, domain)!;

    public Value? Computed(int function, Value left, Linear? right, IntervalSet domain) =>
        Make(ValueKind.Computed, function, 0, left, null, right, domain);

    /// <summary>Null if the path grew too long to be worth following.</summary>
    public Value? Member(Value? parent, ISymbol symbol, int version, IntervalSet domain) =>
        Make(ValueKind.Member, 0, version, parent, symbol, null, domain);

    public Value? Element(Value parent, Linear index, IntervalSet domain) =>
        Make(ValueKind.Element, 0, 0, parent, null, index, domain);

    public Value? Each(Value parent, Linear? bound) =>
        Make(ValueKind.Each, 0, 0, parent, null, bound, IntervalSet.One);

    public Value? Comparison(ValueKind kind, Linear operand) =>
        Make(kind, 0, 0, null, null, operand, IntervalSet.Binary);

    /// <summary>The mask is told apart by its two halves.</summary>
    public Value? Masked(Linear operand, long mask, IntervalSet domain) =>
        Make(ValueKind.Masked, unchecked((int)mask), (int)(mask >> 32), null, null, operand, domain);

    public Value? Within(Linear operand, IntervalSet set)
    {
        int number = _sets.FindIndex(set.Equals);
        if (number < 0)
        {
            number = _sets.Count;
            _sets.Add(set);
        }

        return Make(ValueKind.Within, number, 0, null, null, operand, IntervalSet.Binary);
    }

    /// <summary>What the operand of such a value is in, where it is 1.</summary>
    public IntervalSet SetOf(Value within) => _sets[within.Number];

    private Value? Make(
        ValueKind kind, int number, int version, Value? parent, ISymbol? symbol, Linear? operand, IntervalSet? domain = null)
    {
        var key = (kind, number, version, parent, operand);
        if (!_values.TryGetValue(key, out List<Value>? sameKey))
            _values.Add(key, sameKey = new List<Value>(1));
        foreach (Value known in sameKey)
        {
            if (SymbolEqualityComparer.Default.Equals(known.Symbol, symbol))
                return known;
        }

        var made = new Value(_count, kind, number, version, parent, symbol, operand);
        if (made.Depth > MaxDepth)
            return null;
        _count++;
        made.Domain = domain ?? made.Domain;
        sameKey.Add(made);
        return made;
    }
}
