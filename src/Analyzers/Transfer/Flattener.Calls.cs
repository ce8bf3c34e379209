using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Calls: what they may throw, what they write, and what their contracts say.</summary>
internal sealed partial class Flattener
{
    private Expression VisitInvocation(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        Expression? instance = invocation.Instance is null ? null : ResultOf(invocation.Instance);
        if (IsCompletion(invocation) is { } pending)
            return Complete(pending, invocation);
        if (FlagOf(invocation) is { } flag)
            return Compare(Relation.Equal, Mask(instance!, flag), new Constant(flag));
        if (IsFlagQuestion(invocation))
            return Pure(invocation, method.ToDisplayString(), instance!, ResultOf(invocation.Arguments[0].Value));
        if (method is { Name: "ReferenceEquals", ContainingType.SpecialType: SpecialType.System_Object } && invocation.Arguments.Length == 2)
            return CompareObjects(ResultOf(invocation.Arguments[0].Value), ResultOf(invocation.Arguments[1].Value));
        if (IsPureFunction(invocation))
            return Pure(
                invocation,
                method.ToDisplayString(),
                ResultOf(invocation.Arguments[0].Value),
                invocation.Arguments.Length > 1 ? ResultOf(invocation.Arguments[1].Value) : null);
        if (HeldQueries.ModeOf(method.Name) is { } mode && HeldQueries.TargetOf(invocation) is { } asked)
            return Query(ResultOf(asked), mode, invocation);
        method = DisposedBy(method, invocation.Instance);
        MemberContract contract = _book.Of(method, invocation.Instance?.Type);
        if (contract.Clauses.IsEmpty && GivesBackGuard(invocation.TargetMethod, invocation.Instance, invocation.Syntax))
            return Opaque(invocation);
        Summary summary = contract.Clauses.IsEmpty ? _callees.Of(method, invocation.IsVirtual) : Summary.Neutral;
        ImmutableArray<LockClause> clauses = contract.Clauses.IsEmpty ? summary.Clauses : TimeLimit.Applied(contract.Clauses, invocation);
        bool isAsserted = Consulted(invocation.Arguments, invocation.Syntax);
        Expression? behind = invocation.Instance is null ? null : BehindCapture(invocation.Instance);
        if (!isAsserted && !_loops.IsByIndex(invocation, behind)
            && (clauses.IsEmpty || clauses.Any(MayFail) || (clauses.Any(TimesOut) && !TimeLimit.IsNone(invocation))))
            CallPoint(
                method,
                invocation.Syntax,
                !invocation.IsImplicit && CallEvidence.IsLikelyToThrow(method, invocation.IsVirtual));
        Result result = clauses.IsEmpty ? Ask(invocation, invocation) : Opaque(invocation);
        _loops.Called(invocation, behind, result);
        var call = new CallSite(
            method, instance, WriteArguments(invocation.Arguments), result, invocation)
            { IsResultUnused = IsUnused(invocation), Returned = contract.Clauses.IsEmpty ? summary.Returned : null };
        if (contract.Clauses.IsEmpty)
            Follow(summary, method, call);
        Bind(clauses, call);
        WaitForSeveral(invocation, call);
        ForwardPending(invocation, result);
        SmallerOf(invocation, result);
        Asserted(invocation);
        return PassedThrough(invocation) ?? result;
    }

    /// <summary>A property with a contract is a call of its accessor; null if it has none.</summary>
    /// <param name="stored">What is given to the setter; null for a getter.</param>
    private Result? Access(IMethodSymbol accessor, IPropertyReferenceOperation property, Expression? stored)
    {
        if (!_book.Mentions(property.Property.Name)
            || _book.Of(accessor, property.Instance?.Type).Clauses is not { IsEmpty: false } clauses)
        {
            TakeInPassing(accessor, property);
            return null;
        }

        if (clauses.Any(MayFail))
            CallPoint(accessor, property.Syntax);
        Result result = Opaque(property);
        Dictionary<int, Expression> arguments = WriteArguments(property.Arguments);
        if (stored is not null)
            arguments[accessor.Parameters.Length - 1] = stored;
        Expression? instance = property.Instance is null ? null : ResultOf(property.Instance);
        Bind(clauses, new CallSite(accessor, instance, arguments, result, property));
        return result;
    }

    /// <summary>A using statement disposes by way of the interface: what is meant is the method of the type in use.</summary>
    private static IMethodSymbol DisposedBy(IMethodSymbol method, IOperation? instance)
    {
        if (method.Name is not ("Dispose" or "DisposeAsync") || method.ContainingType.TypeKind != TypeKind.Interface)
            return method;
        while (instance is IConversionOperation conversion)
            instance = conversion.Operand;
        return instance?.Type?.FindImplementationForInterfaceMember(method) as IMethodSymbol ?? method;
    }

    /// <summary>The argument of each parameter as its value before the call, or for out and ref what the call wrote.</summary>
    private Dictionary<int, Expression> WriteArguments(ImmutableArray<IArgumentOperation> arguments)
    {
        var values = new Dictionary<int, Expression>();
        var written = new Reads();
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref && ResultOf(argument.Value) is Variable target)
                written.Add(target);
        }

        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is { RefKind: not (RefKind.Out or RefKind.Ref) } passed)
                values[passed.Ordinal] = Copy(argument, written);
        }

        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is not { } parameter)
                continue;
            if (parameter.RefKind is RefKind.Out or RefKind.Ref)
            {
                Expression value = ResultOf(argument.Value);
                Expression place = value;
                value = Opaque(argument.Value);
                if (place is Variable or MemberAccess or ElementAccess)
                    Assign(place, value, argument.Syntax);
                values[parameter.Ordinal] = value;
            }
        }

        return values;
    }

    /// <summary>What is passed beside an out argument: <c>Replace(map, out map)</c> speaks of the old map first.</summary>
    private Expression Copy(IArgumentOperation argument, Reads written)
    {
        Expression value = ResultOf(argument.Value);
        var read = new Reads();
        read.Add(value);
        if (!read.Variables.Overlaps(written.Variables))
            return value;
        var copy = new Variable(_variables.OfCopy(argument)) { Domain = value.Domain };
        Assign(copy, value, argument.Syntax);
        return copy;
    }

    /// <summary>An acquire that throws has not acquired. The locks of .NET throw only when they are told to give up.</summary>
    private static bool MayFail(LockClause clause) =>
        clause.Kind == ClauseKind.Acquires && (clause.FromAttribute || clause.Cancellable || clause.IsInferred);

    private static bool TimesOut(LockClause clause) => clause is { Kind: ClauseKind.Acquires, TimesOut: true, WhenParameter: null };

    /// <summary>A call that may throw, unless it is known never to come back at all.</summary>
    private void CallPoint(IMethodSymbol method, SyntaxNode syntax, bool isLikely = false)
    {
        if (NeverReturns(method))
        {
            // What leaves by an exception is told by its name or its body; all others end the process.
            if (method.Name.StartsWith("Throw", System.StringComparison.Ordinal) || CallEvidence.IsLikelyToThrow(method, isOpen: false))
                _events.Add(new ThrowPoint(syntax, isLikely: true));
            _events.Add(new Halt(syntax));
        }
        else if (!SilentCalls.Contains(method, syntax))
            _events.Add(new ThrowPoint(syntax, isLikely));
    }

    private static bool NeverReturns(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
                return true;
        }

        return method is { Name: "FailFast" or "Exit", ContainingType.Name: "Environment" } && TaskShape.IsIn(method.ContainingNamespace, "System");
    }

    private static bool IsThrown(IOperation creation)
    {
        IOperation? parent = creation.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        return parent is null or IThrowOperation || parent.Kind == OperationKind.Throw;
    }

    /// <summary>A callee without a contract: where its body leaves a lock in doubt, and locks that are passed along.</summary>
    private void Follow(Summary summary, IMethodSymbol method, CallSite call)
    {
        ImmutableHashSet<string> names = summary.Names;
        foreach (ContractTarget open in summary.Open)
        {
            if (TargetOf(open, call) is { } target)
                _events.Add(new Uncertainty(target, null, call.Syntax));
        }

        EmitPassing(summary, call);
        foreach (LockClause clause in summary.Clauses)
        {
            if (TargetOf(clause.Target, call) is null && LockTarget.NameOf(clause.Target) is { } name)
                names = names.Add(name);
        }

        if (!names.IsEmpty)
        {
            _events.Add(new Uncertainty(null, names, call.Syntax)
            {
                IsByMember = method.MethodKind != MethodKind.LocalFunction,
            });
        }

        if (!summary.IsWhole && !HeldQueries.IsInert(method))
            PassAlong(method, call, summary);
    }

    private void PassAlong(IMethodSymbol method, CallSite call, Summary summary)
    {
        foreach (KeyValuePair<int, Expression> argument in call.Arguments)
        {
            bool isFollowed = summary.Clauses.Any(clause => clause.Target.Parameter?.Ordinal == argument.Key);
            bool isGuard = _guards.Count > 0 && GuardOf(argument.Value) is not null; // Mention has judged it.
            if (!isFollowed && !isGuard && argument.Value is Variable or MemberAccess)
                _events.Add(new Uncertainty(argument.Value, null, call.Syntax));
        }

        // A release that gives back more than one (Release(n)), or by other means than the table knows.
        // What every object can be asked, and its constructors, give nothing back.
        if (call.Instance is not null && method is { MethodKind: not MethodKind.Constructor, ContainingType.SpecialType: not SpecialType.System_Object }
            && _book.TraitsOf(method.ContainingType) != LockTraits.None)
            _events.Add(new Uncertainty(call.Instance, null, call.Syntax) { IsDisposal = method.Name is "Dispose" or "Close" });
    }

    private void VisitMethodReference(IMethodReferenceOperation reference)
    {
        ImmutableHashSet<string> names = _callees.Texts.LockNamesIn(reference.Method, _member);
        if (!names.IsEmpty)
            _events.Add(new Uncertainty(null, names, reference.Syntax));
        if (reference.Instance is not null && !_book.Of(reference.Method, reference.Instance.Type).Clauses.IsEmpty)
            _events.Add(new Uncertainty(ResultOf(reference.Instance), null, reference.Syntax));
    }

    private void Nested(IFlowAnonymousFunctionOperation lambda)
    {
        ImmutableHashSet<string> names = _callees.Texts.LockNamesIn(lambda.Syntax);
        if (!names.IsEmpty)
            _events.Add(new Uncertainty(null, names, lambda.Syntax)
            {
                IsElsewhere = OtherThreads.Run(lambda),
                MayRelease = names.Overlaps(_book.ReleaseNames),
            });
    }

    private Expression Query(Expression target, LockMode mode, IOperation operation)
    {
        Result open = Opaque(operation);
        var query = new HeldQuery(open.Site, target) { Domain = IntervalSet.Binary };
        _events.Add(new HeldTest(query, mode, operation.Syntax));
        return query;
    }

    private void SmallerOf(IInvocationOperation invocation, Result result)
    {
        if (invocation.TargetMethod is not { Name: "Min" or "Max", ContainingType: { Name: "Math" or "Int64" or "Int32" } }
            || invocation.Arguments.Length != 2 || !Domains.IsIntegral(invocation.Type))
            return;
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            Expression operand = ResultOf(argument.Value);
            _events.Add(new Assumption(
                invocation.TargetMethod.Name == "Min"
                    ? Compare(Relation.AtMost, result, operand)
                    : Compare(Relation.AtMost, operand, result),
                invocation.Syntax));
        }
    }

    /// <summary>
    /// The callee comes back only where its condition holds, as <c>Debug.Assert(taken)</c>. A call that stands inside
    /// is gone with the assertion where assertions are not compiled, and so tells nothing.
    /// </summary>
    private void Asserted(IInvocationOperation invocation)
    {
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            if (argument.Parameter is not { RefKind: RefKind.None } parameter
                || EndsWith(parameter) is not { } fatal
                || (IsConditional(invocation.TargetMethod)
                    && argument.Value.DescendantsAndSelf().OfType<IInvocationOperation>().Any()))
                continue;
            Expression condition = ResultOf(Unlifted(argument.Value));
            _events.Add(new Assumption(fatal ? Not(condition) : condition, invocation.Syntax) { IsAsserted = true });
        }
    }

    /// <summary>The value with which the callee never comes back; null if it always may.</summary>
    private static bool? EndsWith(IParameterSymbol parameter) => parameter.GetAttributes()
        .Where(attribute => attribute.AttributeClass?.Name == "DoesNotReturnIfAttribute")
        .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as bool?).FirstOrDefault();

    /// <summary>A call with its operands as expressions.</summary>
    private sealed record CallSite(
        IMethodSymbol Method,
        Expression? Instance,
        Dictionary<int, Expression> Arguments,
        Result Result,
        IOperation Operation)
    {
        public SyntaxNode Syntax { get; } = Operation.Syntax;

        public bool IsImplicit { get; } = Operation.IsImplicit;

        public bool IsResultUnused { get; init; }

        /// <summary>The flag that the call sets is an element of an array.</summary>
        public bool IsToldInElement(IParameterSymbol flag) => Operation is IInvocationOperation call && call.Arguments
            .Any(argument => argument is { Parameter: { } parameter, Value: IArrayElementReferenceOperation } && parameter.Ordinal == flag.Ordinal);

        /// <summary>What the result can be at all, as far as the callee's body tells.</summary>
        public IntervalSet? Returned { get; init; }
    }

    private static bool IsUnused(IOperation operation) =>
        operation.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }
        || IsLeftOut(operation);

    /// <summary>In a call that is compiled under a symbol only, such as <c>Debug.Assert(TryEnter())</c>.</summary>
    private static bool IsLeftOut(IOperation operation)
    {
        for (IOperation? outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IInvocationOperation { TargetMethod: { ReturnsVoid: true } method } && IsConditional(method))
                return true;
        }

        return false;
    }

    private static bool IsConditional(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute");
}
