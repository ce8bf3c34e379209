using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Reads an end of a range: integers added and subtracted, such as <c>start + map.Length - 1</c>.</summary>
internal static class SumReader
{
    /// <summary>Null with a reason if it is not understood.</summary>
    public static ContractSum? Read(string text, ContractScope scope, int offset, out string? problem)
    {
        ImmutableArray<(ContractTarget, int)>.Builder terms = ImmutableArray.CreateBuilder<(ContractTarget, int)>();
        decimal constant = offset;
        foreach ((string word, int sign) in Words(text))
        {
            if (Number(word) is { } number)
            {
                constant += sign * number;
                continue;
            }

            if (word.Length == 0)
            {
                problem = $"a term is missing in '{text}'";
                return null;
            }

            ResolvedTarget term = TargetResolver.Resolve(word, scope);
            problem = term.Problem ?? ProblemOf(word, term);
            if (problem is not null)
                return null;

            if (ConstantOf(term.Last) is { } known)
                constant += sign * known;
            else
                terms.Add((term.Target!, sign));
        }

        bool fits = constant is >= long.MinValue and <= long.MaxValue;
        problem = fits ? null : $"'{text}' does not fit into 64 bits";
        return fits ? new ContractSum(terms.ToImmutable(), (long)constant, text) : null;
    }

    public static bool Same(ContractSum? left, ContractSum? right)
    {
        if (left is null || right is null)
            return left is null && right is null;

        return left.Constant == right.Constant
            && left.Terms.Length == right.Terms.Length
            && left.Terms.All(term => Count(left, term) == Count(right, term));
    }

    private static int Count(ContractSum sum, (ContractTarget Target, int Sign) term) =>
        sum.Terms.Count(other => other.Sign == term.Sign && other.Target.Equals(term.Target));

    /// <summary>The words between the signs; an empty one where a term is missing.</summary>
    private static IEnumerable<(string Word, int Sign)> Words(string text)
    {
        int start = 0;
        int sign = 1;
        string trimmed = text.Trim();
        if (trimmed.Length > 1 && trimmed[0] is '-' or '+')
        {
            sign = trimmed[0] == '-' ? -1 : 1;
            start = 1;
        }

        for (int i = start; i <= trimmed.Length; i++)
        {
            if (i < trimmed.Length && trimmed[i] is not ('+' or '-'))
                continue;

            yield return (trimmed.Substring(start, i - start).Trim(), sign);
            sign = i < trimmed.Length && trimmed[i] == '-' ? -1 : 1;
            start = i + 1;
        }
    }

    private static decimal? Number(string word)
    {
        if (word.Length == 0 || word[0] is < '0' or > '9')
            return null;

        string digits = word.Replace("_", "").TrimEnd('L', 'l', 'U', 'u');
        bool isHex = digits.StartsWith("0x", System.StringComparison.OrdinalIgnoreCase);
        bool isRead = isHex
            ? TryRead(digits.Substring(2), NumberStyles.AllowHexSpecifier, out ulong number)
            : TryRead(digits, NumberStyles.None, out number);
        return isRead ? number : null;
    }

    private static bool TryRead(string digits, NumberStyles style, out ulong number) =>
        ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out number);

    private static string? ProblemOf(string word, ResolvedTarget term) =>
        ValueShape.IsInteger(term.Type!) || ValueShape.IsUnknown(term.Type!)
            ? null
            : $"'{word}' is '{TargetResolver.Show(term.Type!)}', not an integer";

    private static decimal? ConstantOf(ISymbol? symbol) =>
        symbol is IFieldSymbol { IsConst: true, HasConstantValue: true, ConstantValue: { } value }
            ? System.Convert.ToDecimal(value, CultureInfo.InvariantCulture)
            : null;
}
