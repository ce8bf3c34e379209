using System.Collections.Generic;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What the foreach loops of a body run over, by the numbers of the calls that the compiler makes for them. Filled while
/// the body is flattened.
/// </summary>
internal sealed class LoopElements
{
    private readonly Dictionary<int, Expression> _enumerators = new();
    private readonly Dictionary<int, Expression> _steps = new();
    private readonly Dictionary<int, Expression> _elements = new();
    private readonly HashSet<int> _byIndex = new();

    /// <summary>The collection, by the call that tells whether there is one more element.</summary>
    public IReadOnlyDictionary<int, Expression> Steps => _steps;

    /// <summary>The collection, by the read of the current element.</summary>
    public IReadOnlyDictionary<int, Expression> Elements => _elements;

    /// <param name="instance">What the call was made on, with captures looked through.</param>
    public void Called(IInvocationOperation invocation, Expression? instance, Result result)
    {
        if (!invocation.IsImplicit || instance is null)
            return;
        if (invocation.TargetMethod.Name == "GetEnumerator")
        {
            _enumerators[result.Site] = instance;
            if (IsIndexed(invocation.Instance))
                _byIndex.Add(result.Site);
        }
        else if (invocation.TargetMethod.Name == "MoveNext" && CollectionOf(instance) is { } collection)
            _steps[result.Site] = collection;
    }

    /// <summary>Stands in the graph alone: arrays, strings and spans are walked through by index, with no call that could throw.</summary>
    /// <param name="instance">What the call was made on, with captures looked through.</param>
    public bool IsByIndex(IInvocationOperation invocation, Expression? instance) => invocation.IsImplicit
        && (invocation.TargetMethod.Name == "GetEnumerator"
            ? IsIndexed(invocation.Instance)
            : instance is Result enumerator && _byIndex.Contains(enumerator.Site));

    private static bool IsIndexed(IOperation? collection)
    {
        while (collection is IConversionOperation conversion)
            collection = conversion.Operand;
        return collection?.Type is IArrayTypeSymbol or { SpecialType: SpecialType.System_String }
            or { Name: "Span" or "ReadOnlySpan", ContainingNamespace.Name: "System" };
    }

    public void Read(Expression instance, Result current)
    {
        if (CollectionOf(instance) is { } collection)
            _elements[current.Site] = collection;
    }

    private Expression? CollectionOf(Expression enumerator) =>
        enumerator is Result result && _enumerators.TryGetValue(result.Site, out Expression? collection) ? collection : null;
}
