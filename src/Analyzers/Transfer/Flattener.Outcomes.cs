using System.Collections.Generic;
using System.Collections.Immutable;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Outcomes that are given to somebody else. Who takes a truth value decides with it: an assertion of one's own throws where
/// it is false, a result object carries it on, and what is asked of either afterwards is not followed.
/// </summary>
internal sealed partial class Flattener
{
    /// <summary>The lock that each outcome tells of, by the operation or the variable that holds it.</summary>
    private readonly Dictionary<int, Expression> _outcomes = new();

    private readonly Dictionary<int, Expression> _kept = new();

    /// <summary>The variable that got the result of each operation.</summary>
    private readonly Dictionary<int, int> _keepers = new();

    private void Tell(Expression outcome, Expression target)
    {
        if (outcome is not Result result)
            return;
        _outcomes[result.Site] = target;
        if (_keepers.TryGetValue(result.Site, out int keeper))
            _kept[keeper] = target;
    }

    private void Keep(Expression place, Expression value)
    {
        if (place is not Variable variable)
            return;
        if (value is Result result)
            _keepers[result.Site] = variable.Number;
        if (TargetToldBy(value) is { } target)
            _kept[variable.Number] = target;
    }

    private Expression? TargetToldBy(Expression value)
    {
        while (value is Negation negation)
            value = negation.Inner;
        return value switch
        {
            Result result when _outcomes.TryGetValue(result.Site, out Expression? target) => target,
            Variable variable when _kept.TryGetValue(variable.Number, out Expression? target) => target,
            _ => null,
        };
    }

    /// <returns>True if the callee comes back only where the lock was taken, and throws where it was not.</returns>
    private bool Consulted(ImmutableArray<IArgumentOperation> arguments, SyntaxNode syntax)
    {
        bool isAsserted = false;
        foreach (IArgumentOperation argument in arguments)
        {
            if (_outcomes.Count == 0 || argument.Parameter is not { RefKind: RefKind.None } parameter
                || !(IsTruth(parameter.OriginalDefinition.Type) || IsTruthForAny(parameter)) || TargetToldBy(ResultOf(Unlifted(argument.Value))) is not { } target)
                continue;
            if (EndsWith(parameter) is null)
                _events.Add(new Uncertainty(target, null, syntax));
            else
                isAsserted = true;
        }

        return isAsserted;
    }

    /// <summary>A collection, or an object without a name, carries the outcome on: what is asked of it afterwards is not followed.</summary>
    private void CarryOn(IEnumerable<IOperation> parts, SyntaxNode syntax)
    {
        foreach (IOperation part in parts)
            CarryOn(ResultOf(Unlifted(part)), syntax);
    }

    private void CarryOn(Expression value, SyntaxNode syntax)
    {
        if (_outcomes.Count > 0 && TargetToldBy(value) is { } target)
            _events.Add(new Uncertainty(target, null, syntax));
    }

    private static bool IsTakenApart(ITupleOperation tuple)
    {
        IOperation? user = tuple.Parent;
        while (user is IConversionOperation or ITupleOperation)
            user = user.Parent;
        return user is IDeconstructionAssignmentOperation;
    }

    /// <summary>Given to a parameter that takes whatever the type or method is made for, as to <c>List.Add</c>.</summary>
    private static bool IsTruthForAny(IParameterSymbol parameter) =>
        parameter.OriginalDefinition.Type.TypeKind == TypeKind.TypeParameter && IsTruth(parameter.Type);

    private static bool IsTruth(ITypeSymbol type) => type.SpecialType == SpecialType.System_Boolean
        || (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } lifted
            && lifted.TypeArguments[0].SpecialType == SpecialType.System_Boolean);

    /// <summary>A truth value that is passed where it might have been none.</summary>
    private static IOperation Unlifted(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion && IsTruth(conversion.Operand.Type ?? conversion.Type!))
            value = conversion.Operand;
        return value;
    }
}
