using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Contract clauses become lock events; those of a task wait until it is awaited.</summary>
internal sealed partial class Flattener
{
    private readonly Dictionary<int, PendingCall> _pending = new();
    /// <summary>What each variable was last given in the order of the text, if that was a task of a lock; null for anything else.</summary>
    private readonly Dictionary<int, Result?> _assignedTasks = new();
    private readonly List<SyntaxNode> _dropped = new();
    private PendingCall? _forwarded;
    private int _returns;

    /// <summary>Locks whose task nobody here awaits: who holds them, and when, can't be told.</summary>
    private ImmutableArray<Expression> UnawaitedTargets() =>
        _pending.Values.Where(pending => !pending.Awaited || pending.Escaped).SelectMany(pending => pending.Targets).ToImmutableArray();

    /// <summary>Tasks of a lock that nobody waits for. A using statement disposes the task then, and not what it brings.</summary>
    private ImmutableArray<SyntaxNode> Dropped() => _pending.Values
        .Where(pending => pending is { Awaited: false, Escaped: false } && GuardUse.IsScoped(pending.Call.Operation, _callees.ParameterUses))
        .Select(pending => pending.Call.Syntax).Concat(_dropped).Distinct().ToImmutableArray();

    /// <summary>The task is the caller's to await, and what it acquires is the caller's.</summary>
    private void Forward(IOperation returned)
    {
        _returns++;
        while (returned is IConversionOperation conversion)
            returned = conversion.Operand;
        if (PendingOf(returned) is { Awaited: false, Escaped: false } pending)
            _forwarded = pending;
    }

    /// <summary>Only where the task is all that the member ever returns.</summary>
    private ImmutableArray<(LockClause, Expression)> ForwardedToCaller()
    {
        if (_returns != 1 || _forwarded is not { Awaited: false, Escaped: false } pending)
            return ImmutableArray<(LockClause, Expression)>.Empty;
        return pending.Clauses.Select(clause => (clause, Target: TargetOf(clause.Target, pending.Call)))
            .Where(pair => pair.Target is not null)
            .Select(pair => (pair.clause with { Family = FamilyOf(pair.clause, pending.Call) }, pair.Target!))
            .ToImmutableArray();
    }

    private void Bind(ImmutableArray<LockClause> clauses, CallSite call)
    {
        if (clauses.IsEmpty)
            return;
        if (clauses.Any(clause => clause.OnCompletion && clause.Kind == ClauseKind.Acquires))
        {
            _pending[call.Result.Site] = new PendingCall(clauses, call, TargetsOf(clauses, call));
            if (call.IsResultUnused)
                _dropped.Add(call.Syntax);
            return;
        }

        Emit(clauses, call);
    }

    private ImmutableArray<Expression> TargetsOf(ImmutableArray<LockClause> clauses, CallSite call) =>
        clauses.Select(clause => TargetOf(clause.Target, call)).OfType<Expression>().ToImmutableArray();

    private void Emit(ImmutableArray<LockClause> clauses, CallSite call)
    {
        if (call.Returned is { } returned)
            _events.Add(new Assumption(new Membership(call.Result, returned, -1), call.Syntax));
        // What is given back comes first: a callee that consumes one lock and takes another of the same path hands over.
        foreach (LockClause clause in clauses.OrderByDescending(clause => clause.Kind))
        {
            if (TargetOf(clause.Target, call) is not { } target || (clause.IsGuard && !Keeps(call, clause.Traits)))
                continue;
            if (clause is { FromAttribute: true, Kind: ClauseKind.Acquires, Target: { Path.IsEmpty: true } named }
                && (named.Root == TargetRoot.Return || named.Parameter?.RefKind == RefKind.Out) && TypeOf(clause, call) is { } made)
            {
                _declaredGuards.Add(made);
                if (named.Root == TargetRoot.Return)
                    Own(call);
            }

            if (clause.Yields != Outcome.Always)
                Yield(clause, call);
            target = call.IsImplicit ? StatementTarget(target) : target;
            int? times = TimesOf(clause, call);
            if (times is null)
                _events.Add(new Uncertainty(target, null, call.Syntax));
            for (int i = 0; i < times; i++)
                Emit(clause, target, call);
        }
    }

    /// <summary>A lock statement keeps a copy of what it locks; a readonly field stays the same without.</summary>
    private Expression StatementTarget(Expression target) =>
        target is Variable copy && _variables[copy.Number] is CaptureId id && _captured.TryGetValue(id, out Expression? behind)
        && behind is MemberAccess { Instance: null or Receiver, Symbol: IFieldSymbol { IsReadOnly: true } }
            ? behind
            : target;

    private void Emit(LockClause clause, Expression target, CallSite call)
    {
        var outcome = OutcomeOf(clause, call);
        if (outcome is { } told)
            Tell(told.Item1, target);
        _events.Add(new LockEvent(clause, target, _sites++, call.Syntax)
        {
            Outcome = outcome,
            Start = SumOf(clause.Start, call),
            End = SumOf(clause.End, call),
            Type = TypeOf(clause, call),
            Family = FamilyOf(clause, call),
            IsImplicit = call.IsImplicit,
            Callee = clause is { IsInferred: true, Target.Root: not TargetRoot.Parameter }
                ? call.Method.OriginalDefinition
                : null,
            IsIgnored = clause.When != Outcome.Always && clause.WhenParameter is null && call.IsResultUnused,
        });
        if (clause.WhenParameter is { } flag && call.IsToldInElement(flag))
            _events.Add(new Uncertainty(target, null, call.Syntax)); // Which element is asked later is not followed.
    }

    /// <summary>How often the clause takes effect; null if that is known only when it runs.</summary>
    private static int? TimesOf(LockClause clause, CallSite call)
    {
        if (clause.IsUncounted)
            return null;
        if (clause.Times is null)
            return 1;
        return call.Arguments.TryGetValue(clause.Times.Ordinal, out Expression? count)
            && count is Constant { Number: >= 0 and <= LockState.MaxParts } constant ? (int)constant.Number : null;
    }

    private static ITypeSymbol? FamilyOf(LockClause clause, CallSite call) =>
        clause.FromAttribute ? null : clause.Family ?? call.Method.ContainingType;

    /// <summary>The call tells only one outcome whenever it returns: <c>Enter(o, ref taken)</c> never leaves it false.</summary>
    private void Yield(LockClause clause, CallSite call)
    {
        var told = new Membership(SubjectOf(clause, call), Outcomes.Set(clause.Yields), -1);
        _events.Add(new Assumption(told, call.Syntax));
    }

    private static (Expression, IntervalSet)? OutcomeOf(LockClause clause, CallSite call) =>
        clause.When == Outcome.Always ? null : (SubjectOf(clause, call), Outcomes.Set(clause.When));

    private static Expression SubjectOf(LockClause clause, CallSite call) =>
        clause.WhenParameter is { } parameter && call.Arguments.TryGetValue(parameter.Ordinal, out Expression? argument)
            ? argument
            : call.Result;

    private Expression? TargetOf(ContractTarget target, CallSite call)
    {
        Expression? root = target.Root switch
        {
            TargetRoot.This when call.Method.MethodKind == MethodKind.LocalFunction => new Receiver { Domain = IntervalSet.One },
            TargetRoot.This => call.Instance,
            TargetRoot.Parameter => call.Arguments.TryGetValue(target.Parameter!.Ordinal, out Expression? found) ? found : null,
            TargetRoot.Return => call.Result,
            TargetRoot.Captured when !_sharedWithLambdas.Contains(target.Captured!.Name) => new Variable(_variables.Of(target.Captured!)) { Domain = Domains.Of(TypeOf(target.Captured!)) },
            _ => null,
        };
        if (root is null && target.Root != TargetRoot.Static)
            return null;
        foreach (ISymbol symbol in target.Path)
            root = new MemberAccess(root, symbol) { Domain = Domains.Of(TypeOf(symbol)) };
        return root;
    }

    private Expression? SumOf(ContractSum? sum, CallSite call)
    {
        if (sum is null)
            return null;
        Expression total = new Constant(sum.Constant);
        foreach ((ContractTarget target, int sign) in sum.Terms)
        {
            if (TargetOf(target, call) is not { } term)
                return new Result(-1);
            total = new Sum(total, term, sign < 0);
        }

        return total;
    }

    private static ITypeSymbol? TypeOf(LockClause clause, CallSite call)
    {
        ContractTarget target = clause.Target;
        if (!target.Path.IsEmpty)
            return TypeOf(target.Path[target.Path.Length - 1]);
        return target.Root switch
        {
            TargetRoot.This => call.Method.ContainingType,
            TargetRoot.Parameter => PassedType(target.Parameter!, call.Operation) ?? target.Parameter!.Type,
            TargetRoot.Captured => TypeOf(target.Captured!),
            _ when call.Method.MethodKind == MethodKind.Constructor => call.Method.ContainingType,
            _ when clause.OnCompletion => TaskShape.ResultOf(call.Method.ReturnType),
            _ => call.Method.ReturnType,
        };
    }

    /// <summary>What is passed to a parameter that takes any object, as that of <c>Monitor</c> does, is what it was before.</summary>
    private static ITypeSymbol? PassedType(IParameterSymbol parameter, IOperation operation)
    {
        IOperation? passed = (operation as IInvocationOperation)?.Arguments
            .FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter, parameter))?.Value;
        while (passed is IConversionOperation { IsImplicit: true } conversion)
            passed = conversion.Operand;
        return passed?.Type;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private Expression VisitAwait(IAwaitOperation await)
    {
        _events.Add(new Suspension(false, await.Syntax));
        if (PendingOf(await.Operation) is { } pending)
            return Complete(pending, await);
        _events.Add(new ThrowPoint(await.Syntax, isLikely: !Disposes(await.Operation) && !SilentCalls.NeverFaults(await.Operation)));
        return Ask(await, await.Operation);
    }

    private static bool Disposes(IOperation awaited) => awaited is IInvocationOperation call
        && (CallEvidence.IsDisposal(call.TargetMethod)
            || (call is { Instance: IInvocationOperation inner, TargetMethod.Name: "ConfigureAwait" } && CallEvidence.IsDisposal(inner.TargetMethod)));

    /// <summary>The task is done: it throws without having acquired, or its clauses take effect now.</summary>
    private Expression Complete(PendingCall pending, IOperation operation)
    {
        pending.Awaited = true;
        if (pending.Clauses.Any(MayFail))
            _events.Add(new ThrowPoint(operation.Syntax, isLikely: true));
        Result result = Opaque(operation);
        Emit(pending.Clauses, pending.Call with { Result = result, Operation = operation, IsResultUnused = IsUnused(operation) });
        return result;
    }

    /// <summary>The task keeps its meaning through ConfigureAwait, AsTask, GetAwaiter and the like.</summary>
    private void ForwardPending(IInvocationOperation invocation, Result result)
    {
        foreach (IArgumentOperation argument in invocation.Arguments)
            Escape(argument.Value);
        if (invocation.Instance is null || PendingOf(invocation.Instance) is not { } pending)
            return;
        if (invocation.TargetMethod.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter")
            _pending[result.Site] = pending;
        else if (!CallEvidence.IsDisposal(invocation.TargetMethod))
            pending.Escaped = true;
    }

    private void Escape(IOperation task)
    {
        if (PendingOf(task) is { } pending)
            pending.Escaped = true;
    }

    private PendingCall? IsCompletion(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: { } task, TargetMethod.Name: "GetResult" } => PendingOf(task),
        IInvocationOperation { Instance: { } task, TargetMethod.Name: "Wait", Arguments.Length: 0 } => PendingOf(task),
        IPropertyReferenceOperation { Instance: { } task, Property.Name: "Result" } => PendingOf(task),
        _ => null,
    };

    private PendingCall? PendingOf(IOperation task)
    {
        Expression expression = ResultOf(task);
        if (expression is Variable variable)
            expression = _assignedTasks.TryGetValue(variable.Number, out Result? assigned) && assigned is not null ? assigned : expression;
        return expression is Result result && _pending.TryGetValue(result.Site, out PendingCall? pending) ? pending : null;
    }

    /// <summary>
    /// A variable that is given a task of a lock on one way and something else on another, as in <c>await (shared ? Wait() :
    /// done)</c>, does not tell which it has: awaiting it is not the whole story of any of them.
    /// </summary>
    private void KeepTask(Variable variable, Expression value)
    {
        if (value is Constant)
            return; // Nobody awaits null.
        Result? task = value is Result result && _pending.ContainsKey(result.Site) ? result : null;
        bool isFirst = !_assignedTasks.TryGetValue(variable.Number, out Result? earlier);
        bool isOver = earlier is not null && _pending[earlier.Site].Awaited;
        _assignedTasks[variable.Number] = task ?? (isOver ? null : earlier);
        if (isFirst || isOver || task == earlier)
            return;
        if (task is not null)
            _pending[task.Site].Escaped = true;
        if (earlier is not null)
            _pending[earlier.Site].Escaped = true;
    }

    private sealed record PendingCall(ImmutableArray<LockClause> Clauses, CallSite Call, ImmutableArray<Expression> Targets)
    {
        public bool Awaited { get; set; }

        /// <summary>Somebody asked the task how it stands, or was given it: awaiting it is not the whole story.</summary>
        public bool Escaped { get; set; }
    }
}
