using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Operations that write a place.</summary>
internal sealed partial class Flattener
{
    private Expression VisitAssignment(IOperation operation)
    {
        switch (operation)
        {
            case IFlowCaptureOperation capture:
                return VisitCapture(capture);
            case ISimpleAssignmentOperation { IsRef: true, Target: ILocalReferenceOperation { Local: var local } } bound
                when Alias(local, ResultOf(bound.Value)) is { } place:
                return place;
            case ISimpleAssignmentOperation assignment:
                return Store(assignment.Target, ResultOf(assignment.Value), assignment);
            case ICompoundAssignmentOperation compound:
                return VisitCompound(compound);
            case IIncrementOrDecrementOperation step:
                return VisitStep(step);
            case IDeconstructionAssignmentOperation deconstruction:
                Deconstruct(deconstruction);
                return Opaque(deconstruction);
            default:
                return Opaque(operation);
        }
    }

    /// <summary>A ref local is another name of a variable or field; null if it is not certain of which.</summary>
    private Expression? Alias(ILocalSymbol local, Expression place)
    {
        if (place is not (Variable or MemberAccess { Instance: null or Receiver }) || _aliases.ContainsKey(local))
            return null;
        _aliases.Add(local, place);
        return place;
    }

    private Expression VisitCapture(IFlowCaptureOperation capture)
    {
        Expression value = ResultOf(capture.Value);
        var place = new Variable(_variables.Of(capture.Id)) { Domain = Domains.Of(capture.Value.Type) };
        _captured[capture.Id] = value;
        Assign(place, value, capture.Syntax);
        return place;
    }

    private Expression VisitCompound(ICompoundAssignmentOperation compound)
    {
        if (compound.OperatorMethod is not null)
            CallPoint(compound.OperatorMethod, compound.Syntax);
        bool sum = compound.OperatorMethod is null && !compound.IsLifted && Domains.IsIntegral(compound.Type)
            && compound.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract;
        bool isBits = compound.OperatorMethod is null && !compound.IsLifted
            && (Domains.IsIntegral(compound.Type) || compound.Type?.SpecialType == SpecialType.System_Boolean);
        Expression value = sum
            ? new Sum(ResultOf(compound.Target), ResultOf(compound.Value), compound.OperatorKind == BinaryOperatorKind.Subtract)
            : isBits && BitsOf(compound.OperatorKind) is { } bits
                ? Pure(compound, bits.ToString(), ResultOf(compound.Target), ResultOf(compound.Value), bits)
                : Opaque(compound);
        return Store(compound.Target, value, compound);
    }

    private Expression VisitStep(IIncrementOrDecrementOperation step)
    {
        bool simple = step.OperatorMethod is null && !step.IsLifted && Domains.IsIntegral(step.Type);
        Expression value = simple
            ? new Sum(ResultOf(step.Target), new Constant(1), step.Kind == OperationKind.Decrement)
            : Opaque(step);
        Expression stored = Store(step.Target, value, step);
        if (!step.IsPostfix || !simple)
            return stored;

        // The old value, said by way of the new one: it may be read again after the store.
        return new Sum(stored, new Constant(1), step.Kind != OperationKind.Decrement);
    }

    private Expression Store(IOperation target, Expression value, IOperation operation)
    {
        if (target is IPropertyReferenceOperation { Property.SetMethod: { } setter } property)
        {
            if (HasBody(setter))
                CallPoint(setter, operation.Syntax, CallEvidence.IsLikelyToThrow(setter, isOpen: false));
            Access(setter, property, value);
        }

        Expression place = target is IFlowCaptureReferenceOperation capture
            && _captured.TryGetValue(capture.Id, out Expression? behind) ? behind : ResultOf(target);
        // What a member was given and keeps is told by what its type does with the field.
        if (place is ElementAccess || (place is MemberAccess kept && (kept.Instance is not Receiver || value is MemberAccess)))
            Share(value, target.Type, operation.Syntax);
        if (place is Variable or MemberAccess or ElementAccess)
            Assign(place, value, operation.Syntax);
        return value.Depth < Expression.MaxDepth && !ReadsItself(place, value) ? value : place;
    }

    /// <summary>A lock that goes by another name from here on, in an object or a collection, may be given back by that.</summary>
    private void Share(Expression value, ITypeSymbol? type, SyntaxNode syntax)
    {
        if (value is Variable or MemberAccess && type is INamedTypeSymbol { IsReferenceType: true } named
            && _book.TraitsOf(named) != LockTraits.None)
            _events.Add(new Uncertainty(value, null, syntax) { IsByMember = true });
    }

    /// <summary>Read once more behind the store, <c>x + 1</c> would be one more than what was stored.</summary>
    private static bool ReadsItself(Expression place, Expression value)
    {
        var read = new Reads();
        read.Add(value);
        return read.Writes(place);
    }
}
