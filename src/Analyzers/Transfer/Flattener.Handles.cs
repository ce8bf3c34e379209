using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Waits for several handles: <c>WaitAll</c> takes them all, <c>WaitAny</c> the one whose index it returns. Of each it takes
/// what <c>WaitOne</c> would; so does who makes a mutex that is owned from the start.
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
        CarryOn(all, creation.Syntax);
        if (!IsOfHandles(creation.Type))
        {
            foreach (IOperation element in all)
                Share(ResultOf(element), (element is IConversionOperation { Operand: var given } ? given : element).Type, creation.Syntax);
        }

        return array;
    }

    /// <summary>Made to wait for them.</summary>
    private static bool IsOfHandles(ITypeSymbol? type)
    {
        ITypeSymbol? element = (type as IArrayTypeSymbol)?.ElementType;
        while (element is not null && element.Name != "WaitHandle")
            element = element.BaseType;
        return element is not null;
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
        IntervalSet results = isAny ? IntervalSet.Between(0, elements.Length - 1) : IntervalSet.One;
        if (isAny || isPatient)
        {
            IntervalSet told = isPatient ? results : results.Union(IntervalSet.Of(WaitHandle.WaitTimeout));
            _events.Add(new Assumption(new Membership(call.Result, told, -1), call.Syntax));
        }

        for (int i = 0; i < elements.Length; i++)
        {
            IOperation handle = elements[i];
            while (handle is IConversionOperation conversion)
                handle = conversion.Operand;
            IntervalSet? taken = isAny ? IntervalSet.Of(i) : isPatient ? null : IntervalSet.One;
            Take(handle.Type, ResultOf(handle), call, taken is null ? null : (call.Result, taken));
        }
    }

    private ImmutableArray<IOperation>? ElementsOf(Expression array) => array switch
    {
        Result made when _arrays.TryGetValue(made.Site, out ImmutableArray<IOperation> elements) => elements,
        Variable variable when _arrayIn.TryGetValue(variable.Number, out ImmutableArray<IOperation>? elements) => elements,
        _ => null,
    };

    /// <summary>
    /// <c>new Mutex(true)</c> is held, and one with a name as <c>createdNew</c> says; without that nobody can tell. Kept until
    /// the process ends, as programs do that run once only, it is no leak: so it counts like a permit.
    /// </summary>
    private void TakeInitially(CallSite call)
    {
        if (call.Method.ContainingType is not { Name: "Mutex", ContainingNamespace.Name: "Threading" } type
            || !call.Arguments.TryGetValue(0, out Expression? owned) || owned is Constant { Number: 0 })
            return;
        IParameterSymbol? created = call.Method.Parameters.FirstOrDefault(parameter => parameter.RefKind == RefKind.Out);
        if (owned is Constant && (created is not null || call.Method.Parameters.Length == 1))
            Take(type, call.Result, call, created is null ? null : (call.Arguments[created.Ordinal], IntervalSet.One), LockTraits.Counted);
        else
            _events.Add(new Uncertainty(call.Result, null, call.Syntax));
    }

    /// <param name="outcome">What tells that it was taken; null if that is certain.</param>
    private void Take(
        ITypeSymbol? type, Expression handle, CallSite call, (Expression Subject, IntervalSet)? outcome, LockTraits traits = LockTraits.None)
    {
        INamedTypeSymbol? waiting = call.Method.ContainingType;
        while (waiting is not null && waiting.Name != "WaitHandle")
            waiting = waiting.BaseType;
        IMethodSymbol? alone = waiting?.GetMembers("WaitOne").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.IsEmpty);
        if (alone is null)
            return;
        foreach (LockClause clause in _book.Of(alone, type).Clauses.Where(clause => clause.Kind == ClauseKind.Acquires))
        {
            _events.Add(new LockEvent(clause with { Traits = clause.Traits | traits }, handle, _sites++, call.Syntax)
            {
                Outcome = outcome,
                Type = type,
                Family = waiting,
                IsIgnored = outcome?.Subject == call.Result && call.IsResultUnused,
            });
        }
    }
}
