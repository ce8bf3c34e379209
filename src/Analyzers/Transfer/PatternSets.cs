using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Patterns as sets of numbers. What says more than a set can is null: not followed.</summary>
internal static class PatternSets
{
    private const int MaxDepth = 64;

    /// <summary>Exactly the numbers that match: what is not in the set does not.</summary>
    public static IntervalSet? Of(IPatternOperation pattern) => Of(pattern, 0) is { IsWidened: false } set ? set : null;

    /// <summary>The pattern and what stands in it, without recursion.</summary>
    public static IEnumerable<IOperation> WithNested(IPatternOperation pattern)
    {
        var pending = new Stack<IOperation>();
        pending.Push(pattern);
        while (pending.Count > 0)
        {
            IOperation next = pending.Pop();
            yield return next;
            foreach (IOperation child in next.ChildOperations.Reverse())
                pending.Push(child);
        }
    }

    /// <summary>Nothing in it looks into an object, so that its answer is the same each time.</summary>
    public static bool AsksOnlyForConstants(IPatternOperation pattern) => WithNested(pattern).All(nested => nested
        is IConstantPatternOperation or IRelationalPatternOperation or INegatedPatternOperation or IBinaryPatternOperation
        || nested is not IPatternOperation && nested.ConstantValue.HasValue);

    private static IntervalSet? Of(IPatternOperation pattern, int depth)
    {
        if (depth > MaxDepth || IsNumberOrNull(pattern))
            return null;
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return IntervalSet.All;
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } }:
                return Domains.NumberOf(constant) is { } number ? IntervalSet.Of(number) : null;
            case IRelationalPatternOperation relational:
                return OfRelation(relational);
            case INegatedPatternOperation negated:
                return Of(negated.Pattern, depth + 1)?.Complement();
            case IBinaryPatternOperation binary:
                IntervalSet? left = Of(binary.LeftPattern, depth + 1);
                IntervalSet? right = Of(binary.RightPattern, depth + 1);
                if (left is null || right is null)
                    return null;
                return binary.OperatorKind == BinaryOperatorKind.Or ? left.Union(right) : left.Intersect(right);
            case IDeclarationPatternOperation { MatchesNull: true }:
                return IntervalSet.All;
            case IDeclarationPatternOperation declaration:
                return IsNotNullTest(declaration.MatchedType, pattern.InputType);
            case ITypePatternOperation type:
                return IsNotNullTest(type.MatchedType, pattern.InputType);
            case IRecursivePatternOperation recursive when recursive.PropertySubpatterns.IsEmpty
                && recursive.DeconstructionSubpatterns.IsEmpty:
                return IsNotNullTest(recursive.MatchedType, pattern.InputType);
            default:
                return null;
        }
    }

    /// <summary>A nullable number is followed as null or not null, so one number of it is no set.</summary>
    private static bool IsNumberOrNull(IPatternOperation pattern) =>
        pattern.InputType?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        && (pattern is IRelationalPatternOperation
            || pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: not null } });

    private static IntervalSet? IsNotNullTest(ITypeSymbol? matched, ITypeSymbol? input) =>
        input is { IsReferenceType: true } && SymbolEqualityComparer.Default.Equals(matched, input)
            ? IntervalSet.One
            : null;

    private static IntervalSet? OfRelation(IRelationalPatternOperation relational)
    {
        if (Domains.NumberOf(relational.Value.ConstantValue.Value) is not { } bound)
            return null;
        return relational.OperatorKind switch
        {
            BinaryOperatorKind.LessThan => IntervalSet.Between(bound, long.MaxValue).Complement(),
            BinaryOperatorKind.LessThanOrEqual => IntervalSet.Between(long.MinValue, bound),
            BinaryOperatorKind.GreaterThan => IntervalSet.Between(long.MinValue, bound).Complement(),
            BinaryOperatorKind.GreaterThanOrEqual => IntervalSet.Between(bound, long.MaxValue),
            _ => null,
        };
    }
}
