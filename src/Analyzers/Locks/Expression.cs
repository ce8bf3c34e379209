using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Locks;

/// <summary>
/// What an operation computes, cut down to what facts about locks need. Built once per body, bottom up; never deeper
/// than <see cref="MaxDepth"/>, so that evaluating one may recurse.
/// </summary>
internal abstract record Expression
{
    public const int MaxDepth = 24;

    /// <summary>Everything the value can be, from its type alone.</summary>
    public IntervalSet Domain { get; init; } = IntervalSet.All;

    public virtual int Depth => 1;

    /// <summary>Short, for whoever debugs an analysis.</summary>
    public sealed override string ToString() => this switch
    {
        Constant constant => constant.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Variable variable => $"v{variable.Number}",
        EntryValue entry => $"entry{entry.Number}",
        MemberAccess access => $"{access.Instance}.{access.Symbol.Name}",
        ElementAccess element => $"{element.Array}[{element.Index}]",
        Each each => $"each of {each.Collection}",
        Result result => $"r{result.Site}",
        Sum sum => $"({sum.Left} {(sum.Subtract ? "-" : "+")} {sum.Right})",
        Masked masked => $"({masked.Inner} & {masked.Mask})",
        Negation negation => $"!{negation.Inner}",
        Comparison comparison => $"({comparison.Left} {comparison.Relation} {comparison.Right})",
        Membership membership => $"({membership.Inner} in {membership.Set})",
        Computed computed => $"f{computed.Function}({computed.Left}, {computed.Right})",
        _ => GetType().Name,
    };
}

internal sealed record Constant(long Number) : Expression;

/// <summary>A constant that is no integer; equal texts have equal numbers.</summary>
internal sealed record LiteralText(int Number) : Expression;

internal sealed record Receiver : Expression;

/// <summary>A local, parameter or flow capture, by its number in the member's <see cref="VariableTable"/>.</summary>
internal sealed record Variable(int Number) : Expression;


/// <summary>What a parameter held on entry, whatever was assigned to it since: contracts speak of this.</summary>
internal sealed record EntryValue(int Number) : Expression;

/// <summary>Field or property; <see cref="Instance"/> null for a static one.</summary>
internal sealed record MemberAccess(Expression? Instance, ISymbol Symbol) : Expression
{
    public override int Depth => 1 + (Instance?.Depth ?? 0);

    public bool Equals(MemberAccess? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol)
        && (Instance is null ? other.Instance is null : Instance.Equals(other.Instance));

    public override int GetHashCode() =>
        unchecked(SymbolEqualityComparer.Default.GetHashCode(Symbol) * 31 + (Instance?.GetHashCode() ?? 0));
}

internal sealed record ElementAccess(Expression Array, Expression Index) : Expression
{
    public override int Depth => 1 + System.Math.Max(Array.Depth, Index.Depth);
}

/// <summary>Every element of a collection at once; those below <see cref="Bound"/> if it is not null.</summary>
internal sealed record Each(Expression Collection, Expression? Bound) : Expression
{
    public override int Depth => 1 + System.Math.Max(Collection.Depth, Bound?.Depth ?? 0);
}

/// <summary>The result of the operation with this number: new every time it runs.</summary>
internal sealed record Result(int Site) : Expression;

/// <summary>Left plus or minus right.</summary>
internal sealed record Sum(Expression Left, Expression Right, bool Subtract) : Expression
{
    public override int Depth => 1 + System.Math.Max(Left.Depth, Right.Depth);
}

/// <summary>The bits of a number that are in a constant mask: pure, so asked twice it is the same.</summary>
internal sealed record Masked(Expression Inner, long Mask) : Expression
{
    public override int Depth => 1 + Inner.Depth;
}

internal sealed record Negation(Expression Inner) : Expression
{
    public override int Depth => 1 + Inner.Depth;
}

internal enum Relation
{
    Equal,
    AtMost,
    Below,
    SameObject,
}

internal sealed record Comparison(Relation Relation, Expression Left, Expression Right) : Expression
{
    public override int Depth => 1 + System.Math.Max(Left.Depth, Right.Depth);
}

/// <summary>True if the inner number is in the set; of an unknown number, the result of the operation <paramref name="Site"/>.</summary>
internal sealed record Membership(Expression Inner, IntervalSet Set, int Site) : Expression
{
    public override int Depth => 1 + Inner.Depth;
}

internal enum BitOperation
{
    And,
    Or,
    Xor,
}

/// <summary>
/// A pure function that is followed no further: of the same values it is the same. Where not even those are known, the
/// result of the operation <paramref name="Site"/>.
/// </summary>
internal sealed record Computed(int Function, Expression Left, Expression? Right, int Site) : Expression
{
    /// <summary>What it does to each number, if that is an operation of bits.</summary>
    public BitOperation? Bits { get; init; }

    public override int Depth => 1 + System.Math.Max(Left.Depth, Right?.Depth ?? 0);
}

/// <summary>A query such as <c>Monitor.IsEntered(o)</c>: true while the lock of that path is held here.</summary>
internal sealed record HeldQuery(int Site, Expression Target) : Expression;

/// <summary>Numbers the variables of one member in order of appearance.</summary>
internal sealed class VariableTable
{
    /// <summary>What the member returns.</summary>
    public const int ResultVariable = 0;

    private readonly System.Collections.Generic.Dictionary<object, int> _numbers = new();
    private readonly System.Collections.Generic.List<object?> _keys = new() { null };

    public int Count => _keys.Count;

    /// <summary>The symbol or capture behind a number; null for the result.</summary>
    public object? this[int number] => _keys[number];

    public int Of(ISymbol symbol) => Number(symbol);

    public int Of(Microsoft.CodeAnalysis.FlowAnalysis.CaptureId capture) => Number(capture);

    /// <summary>A variable that only the analysis knows: what an operation saw before it wrote, or an answer that is asked for again.</summary>
    public int OfCopy(object origin) => Number(origin);

    private int Number(object key)
    {
        if (!_numbers.TryGetValue(key, out int number))
        {
            number = _keys.Count;
            _numbers.Add(key, number);
            _keys.Add(key);
        }

        return number;
    }
}
