using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ExtentLock.Analyzers.Locks;

/// <summary>A sum of value numbers with small factors, plus a constant: <c>start + len - 1</c>. Immutable.</summary>
/// <remarks>
/// An operation gives null where the sum would grow past its bounds or overflow: such a term is equal to nothing.
/// Unchecked signed 64-bit arithmetic of the analysed program is assumed not to wrap.
/// </remarks>
internal sealed class Linear : IEquatable<Linear>
{
    private const int MaxTerms = 6;
    private const int MaxFactor = 16;

    private readonly ImmutableArray<(Value Value, int Factor)> _terms;
    private readonly int _hash;

    private Linear(ImmutableArray<(Value Value, int Factor)> terms, long constant)
    {
        _terms = terms;
        Constant = constant;
        _hash = Hash();
        foreach ((Value value, _) in terms)
            Depth = Math.Max(Depth, value.Depth);
    }

    public static Linear Zero { get; } = Of(0);

    public long Constant { get; }

    public int Depth { get; }

    public ImmutableArray<(Value Value, int Factor)> Terms => _terms;

    public bool IsConstant => _terms.IsEmpty;

    /// <summary>The value, if this is nothing but one value.</summary>
    public Value? Single => _terms.Length == 1 && _terms[0].Factor == 1 && Constant == 0 ? _terms[0].Value : null;

    public static Linear Of(long constant) => new(ImmutableArray<(Value, int)>.Empty, constant);

    public static Linear Of(Value value) => new(ImmutableArray.Create((value, 1)), 0);

    public Linear? Plus(Linear? other) => other is null ? null : Combine(other, 1);

    public Linear? Minus(Linear? other) => other is null ? null : Combine(other, -1);

    public Linear? Plus(long constant) => Combine(Of(constant), 1);

    public Linear? Negated() => Zero.Minus(this);

    /// <summary>This, negated if the first factor is negative: <c>a - b</c> and <c>b - a</c> compare equal to zero alike.</summary>
    public Linear SignNormal() => _terms.Length > 0 && _terms[0].Factor < 0 ? Negated() ?? this : this;

    /// <summary>The number this is, if the value is the only thing in it and has this number; else null.</summary>
    public Linear? Substitute(Value value, long number)
    {
        if (_terms.Length != 1 || !ReferenceEquals(_terms[0].Value, value))
            return null;
        decimal result = Constant + (decimal)number * _terms[0].Factor;
        return result is >= long.MinValue and <= long.MaxValue ? Of((long)result) : null;
    }

    public Linear WithoutConstant() => Constant == 0 ? this : new Linear(_terms, 0);

    public bool SharesValue(Linear other)
    {
        foreach ((Value value, _) in _terms)
        {
            foreach ((Value mine, _) in other._terms)
            {
                if (ReferenceEquals(value, mine))
                    return true;
            }
        }

        return false;
    }

    public bool Mentions(Value other)
    {
        foreach ((Value value, _) in _terms)
        {
            if (value.Mentions(other))
                return true;
        }

        return false;
    }

    public bool Equals(Linear? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || _hash != other._hash || Constant != other.Constant || _terms.Length != other._terms.Length)
            return false;
        for (int i = 0; i < _terms.Length; i++)
        {
            if (!ReferenceEquals(_terms[i].Value, other._terms[i].Value) || _terms[i].Factor != other._terms[i].Factor)
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Linear);

    public override int GetHashCode() => _hash;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((Value value, int factor) in _terms)
        {
            if (text.Length > 0)
                text.Append(factor < 0 ? " - " : " + ");
            else if (factor < 0)
                text.Append('-');
            text.Append(Math.Abs(factor) == 1 ? "" : Math.Abs(factor) + "*").Append(value);
        }

        if (Constant != 0 || text.Length == 0)
            text.Append(text.Length > 0 ? " + " : "").Append(Constant.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private Linear? Combine(Linear other, int sign)
    {
        long constant;
        try
        {
            constant = checked(Constant + sign * other.Constant);
        }
        catch (OverflowException)
        {
            return null;
        }

        var terms = ImmutableArray.CreateBuilder<(Value, int)>(_terms.Length + other._terms.Length);
        int left = 0;
        int right = 0;
        while (left < _terms.Length || right < other._terms.Length)
        {
            (Value value, int factor) = NextTerm(other, sign, ref left, ref right);
            if (Math.Abs(factor) > MaxFactor)
                return null;
            if (factor != 0)
                terms.Add((value, factor));
        }

        return terms.Count > MaxTerms ? null : new Linear(terms.ToImmutable(), constant);
    }

    private (Value Value, int Factor) NextTerm(Linear other, int sign, ref int left, ref int right)
    {
        int order = left == _terms.Length ? 1
            : right == other._terms.Length ? -1
            : _terms[left].Value.CompareTo(other._terms[right].Value);
        if (order < 0)
            return _terms[left++];
        (Value value, int factor) = other._terms[right++];
        return order > 0 ? (value, sign * factor) : (value, _terms[left++].Factor + sign * factor);
    }

    private int Hash()
    {
        int hash = Constant.GetHashCode();
        foreach ((Value value, int factor) in _terms)
            hash = unchecked((hash * 31 + value.GetHashCode()) * 31 + factor);
        return hash;
    }
}
