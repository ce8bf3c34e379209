using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// A path that runs through the current element of a loop, as one through each element: of a foreach, or of a for that
/// counts all indices up or down. Used once per path.
/// </summary>
internal sealed class ElementPath(FlatBody body, LoopElements loops, Dictionary<int, List<Assignment>> assignments)
{
    private int _depth;

    /// <summary>The block with the loop's condition.</summary>
    public int? Head { get; private set; }

    /// <summary>Null if no element of a loop is in it.</summary>
    public Expression? Of(Expression path)
    {
        if (_depth++ > Expression.MaxDepth)
            return null;
        switch (path)
        {
            case Variable variable:
                return OnlyValueOf(variable) is { } value ? Of(value) : null;
            case MemberAccess { Instance: { } instance } access:
                return Of(instance) is { } each ? access with { Instance = each } : null;
            case Result result when loops.Elements.TryGetValue(result.Site, out Expression? collection):
                Head = HeadOf(collection);
                return Head is null ? null : new Each(collection, null) { Domain = IntervalSet.One };
            case ElementAccess { Index: Variable counter } element:
                return ByIndex(Resolved(element.Array), counter);
            default:
                return null;
        }
    }

    private Expression? OnlyValueOf(Variable variable) =>
        assignments.TryGetValue(variable.Number, out List<Assignment>? all) && all.Count == 1 ? all[0].Value : null;

    /// <summary>The same collection under its own name: the compiler keeps it in a capture over a loop.</summary>
    private Expression Resolved(Expression collection) =>
        collection is Variable variable && body.Variables[variable.Number] is not Microsoft.CodeAnalysis.ISymbol
            && OnlyValueOf(variable) is { } value ? value : collection;

    private int? HeadOf(Expression collection)
    {
        for (int block = 0; block < body.Conditions.Length; block++)
        {
            if (body.Graph.IsLoopHead(block) && body.Conditions[block] is Result step
                && loops.Steps.TryGetValue(step.Site, out Expression? stepped) && ReferenceEquals(stepped, collection))
                return block;
        }

        return null;
    }

    private Expression? ByIndex(Expression array, Variable counter)
    {
        if (!assignments.TryGetValue(counter.Number, out List<Assignment>? all) || all.Count != 2)
            return null;
        for (int block = 0; block < body.Conditions.Length; block++)
        {
            if (!body.Graph.IsLoopHead(block) || body.Conditions[block] is not Comparison condition)
                continue;
            Expression? bound = condition switch
            {
                { Relation: Relation.Below } when condition.Left.Equals(counter) && CountsUp(all, counter) => condition.Right,
                { Relation: Relation.AtMost, Left: Constant { Number: 0 } } when condition.Right.Equals(counter) =>
                    CountsDownFrom(all, counter),
                _ => null,
            };
            if (bound is null)
                continue;
            Head = block;
            bool isWhole = bound is MemberAccess { Symbol.Name: "Length" or "Count", Instance: { } counted } && Resolved(counted).Equals(array);
            return new Each(array, isWhole ? null : bound) { Domain = IntervalSet.One };
        }

        return null;
    }

    private static bool CountsUp(List<Assignment> all, Variable counter) =>
        all[0].Value is Constant { Number: 0 } && IsStep(all[1].Value, counter, down: false);

    private static Expression? CountsDownFrom(List<Assignment> all, Variable counter) =>
        all[0].Value is Sum { Subtract: true, Right: Constant { Number: 1 } } last && IsStep(all[1].Value, counter, down: true)
            ? last.Left
            : null;

    private static bool IsStep(Expression value, Variable counter, bool down) =>
        value is Sum { Right: Constant { Number: 1 } } sum && sum.Subtract == down && sum.Left.Equals(counter);
}
