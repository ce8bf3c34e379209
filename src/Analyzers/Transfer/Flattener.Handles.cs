using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Waits for several handles: <c>WaitAll</c> takes them all, <c>WaitAny</c> the one whose index it returns. Of each it takes
/// what <c>WaitOne</c> would.
/// </summary>
internal sealed partial class Flattener
{
    /// <summary>What stands in an array when it is made, by the site of its making.</summary>
    private readonly Dictionary<int, ImmutableArray<IOperation>> _arrays = new();

    /// <summary>The array that a variable keeps; null if that is not certain.</summary>
    private readonly Dictionary<int, ImmutableArray<IOperation>?> _arrayIn = new();

    private Expression VisitArray(IOperation creation, IEnumerable<IOperation> elements)
    {
        Result array = Opaque(creation, IntervalSet.One);
        ImmutableArray<IOperation> all = elements.ToImmutableArray();
        if (!all.IsEmpty && !all.Any(element => element is ISpreadOperation))
            _arrays[array.Site] = all;
        return array;
    }

    private void Remember(Expression place, Expression value)
    {
        if (_arrays.Count == 0)
            return;
        if (place is Variable variable)
            _arrayIn[variable.Number] = !_arrayIn.ContainsKey(variable.Number) && value is Result array
                && _arrays.TryGetValue(array.Site, out ImmutableArray<IOperation> elements) ? elements : null;
        else if (place is ElementAccess { Array: Variable changed })
            _arrayIn[changed.Number] = null;
    }

    private void WaitForSeveral(IInvocationOperation wait, CallSite call)
    {
        IMethodSymbol method = wait.TargetMethod;
        if (method is not { Name: "WaitAll" or "WaitAny", ContainingType: { Name: "WaitHandle", ContainingNamespace.Name: "Threading" } }
            || !call.Arguments.TryGetValue(0, out Expression? array))
            return;
        if (ElementsOf(array) is not { } elements)
        {
            _events.Add(new Uncertainty(null, null, call.Syntax) { Family = method.ContainingType });
            return;
        }

        bool isAny = method.Name == "WaitAny";
        bool isPatient = wait.Arguments.Length == 1;
        if (isPatient)
        {
            IntervalSet told = isAny ? IntervalSet.Between(0, elements.Length - 1) : IntervalSet.One;
            _events.Add(new Assumption(new Membership(call.Result, told, -1), call.Syntax));
        }

        for (int i = 0; i < elements.Length; i++)
        {
            if (isAny)
                Take(elements[i], call, IntervalSet.Of(i));
            else
                Take(elements[i], call, isPatient ? null : IntervalSet.One);
        }
    }

    private ImmutableArray<IOperation>? ElementsOf(Expression array) => array switch
    {
        Result made when _arrays.TryGetValue(made.Site, out ImmutableArray<IOperation> elements) => elements,
        Variable variable when _arrayIn.TryGetValue(variable.Number, out ImmutableArray<IOperation>? elements) => elements,
        _ => null,
    };

    /// <param name="outcome">Results of the wait that mean it has this one; null for all.</param>
    private void Take(IOperation handle, CallSite call, IntervalSet? outcome)
    {
        while (handle is IConversionOperation conversion)
            handle = conversion.Operand;
        IMethodSymbol? alone = call.Method.ContainingType.GetMembers("WaitOne").OfType<IMethodSymbol>()
            .FirstOrDefault(method => method.Parameters.IsEmpty);
        if (alone is null)
            return;
        foreach (LockClause clause in _book.Of(alone, handle.Type).Clauses.Where(clause => clause.Kind == ClauseKind.Acquires))
        {
            _events.Add(new LockEvent(clause, ResultOf(handle), _sites++, call.Syntax)
            {
                Outcome = outcome is null ? null : (call.Result, outcome),
                Type = handle.Type,
                Family = call.Method.ContainingType,
                IsIgnored = outcome is not null && call.IsResultUnused,
            });
        }
    }
}
