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

/// <summary>
/// Turns the operations of a body into linear events, once, with a stack of its own: nothing recurses over operations, since
/// a sum of 500 terms would overflow the compiler's stack. One instance flattens one body.
/// </summary>
internal sealed partial class Flattener
{
    private readonly ContractBook _book;
    private readonly Callees _callees;
    private readonly ISymbol _member;
    private readonly VariableTable _variables = new();
    private readonly Dictionary<IOperation, Expression> _results = new();
    private readonly Dictionary<CaptureId, Expression> _captured = new();

    /// <summary>What ref locals stand for.</summary>
    private readonly Dictionary<ISymbol, Expression> _aliases = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<string, int> _literals = new();
    private readonly LoopElements _loops = new();
    private readonly HashSet<string> _sharedWithLambdas;
    private ImmutableArray<FlowEvent>.Builder _events = ImmutableArray.CreateBuilder<FlowEvent>();
    private int _sites;
    private bool _broken;

    private Flattener(ISymbol member, SyntaxNode body, Callees callees)
    {
        _book = callees.Book;
        _callees = callees;
        _member = member;
        _sharedWithLambdas = NestedFunctions.AssignedNames(body);
    }

    public static FlatBody Flatten(ControlFlowGraph graph, ISymbol member, Callees callees)
    {
        var flattener = new Flattener(member, graph.OriginalOperation.Syntax, callees);
        var events = ImmutableArray.CreateBuilder<ImmutableArray<FlowEvent>>(graph.Blocks.Length);
        var conditions = ImmutableArray.CreateBuilder<Expression?>(graph.Blocks.Length);
        foreach (BasicBlock block in graph.Blocks)
        {
            callees.Cancellation.ThrowIfCancellationRequested();
            conditions.Add(flattener.FlattenBlock(block));
            events.Add(flattener._events.ToImmutable());
            flattener._events.Clear();
        }

        int sites = AbandonedLocks.Insert(graph, events, flattener._sites);
        var body = new FlatBody(
            new FlowGraph(graph),
            events.MoveToImmutable(),
            conditions.MoveToImmutable(),
            flattener._variables,
            flattener._broken)
        {
            Sites = sites,
            Unfollowed = flattener.UnawaitedTargets(),
            Dropped = flattener.Dropped(),
            Forwarded = flattener.ForwardedToCaller(),
            Owned = flattener._owned.ToImmutableHashSet<Expression>(),
        };
        return Sweeps.Follow(body, flattener._loops);
    }

    private Expression? FlattenBlock(BasicBlock block)
    {
        foreach (IOperation operation in block.Operations)
            Walk(operation);
        if (block.BranchValue is not { } value)
            return null;
        Walk(value);
        Expression result = _results[value];
        if (block.ConditionKind != ControlFlowConditionKind.None)
            return result;
        if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return)
        {
            Assign(new Variable(VariableTable.ResultVariable) { Domain = result.Domain }, result, value.Syntax);
            Forward(value);
        }

        return null;
    }

    /// <summary>Visits an operation after its children, in the order of evaluation.</summary>
    private void Walk(IOperation root)
    {
        var stack = new Stack<(IOperation Operation, IOperation[] Children, int Next)>();
        stack.Push((root, ChildrenOf(root), 0));
        while (stack.Count > 0)
        {
            (IOperation operation, IOperation[] children, int next) = stack.Pop();
            if (next < children.Length)
            {
                stack.Push((operation, children, next + 1));
                stack.Push((children[next], ChildrenOf(children[next]), 0));
            }
            else
            {
                Expression result = Visit(operation);
                _results[operation] = result.Depth > Expression.MaxDepth ? Opaque(operation) : result;
            }
        }
    }

    private static IOperation[] ChildrenOf(IOperation operation) =>
        operation.ConstantValue.HasValue
        || operation is INameOfOperation or ITypeOfOperation or ISizeOfOperation or IFlowAnonymousFunctionOperation
            ? System.Array.Empty<IOperation>()
            : operation.ChildOperations.ToArray();

    private Expression Visit(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return ConstantOf(operation, constant);
        switch (operation)
        {
            case IInvocationOperation invocation:
                return VisitInvocation(invocation);
            case IObjectCreationOperation creation:
                return VisitCreation(creation);
            case IAwaitOperation await:
                return VisitAwait(await);
            case IAssignmentOperation or IFlowCaptureOperation or IIncrementOrDecrementOperation
                or IDeconstructionAssignmentOperation:
                return VisitAssignment(operation);
            case IPropertyReferenceOperation property:
                return VisitProperty(property);
            case IInvalidOperation:
                // What can't be resolved may be anything; only where it may be about locks is nothing to be trusted.
                _broken |= !_callees.Texts.LockNamesIn(operation.Syntax).IsEmpty;
                _events.Add(new ThrowPoint(operation.Syntax));
                return Opaque(operation);
            case ITupleOperation tuple when !IsTakenApart(tuple):
                CarryOn(tuple.Elements, tuple.Syntax);
                return Opaque(tuple);
            case IAnonymousObjectCreationOperation anonymous:
                CarryOn(anonymous.Initializers.OfType<ISimpleAssignmentOperation>().Select(part => part.Value), anonymous.Syntax);
                return Opaque(anonymous);
            case IArrayCreationOperation { Initializer: { } initializer } array:
                return VisitArray(array, initializer.ElementValues);
            case ICollectionExpressionOperation collection:
                return VisitArray(collection, collection.Elements);
            case IFlowAnonymousFunctionOperation lambda:
                Nested(lambda);
                return Opaque(operation, IntervalSet.One);
            case IMethodReferenceOperation reference:
                VisitMethodReference(reference);
                return Opaque(operation);
            case IFunctionPointerInvocationOperation { Target.Type: IFunctionPointerTypeSymbol pointer } when IsNative(pointer):
                return Opaque(operation); // No exception comes through native code.
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicObjectCreationOperation
                or IFunctionPointerInvocationOperation or IDynamicIndexerAccessOperation:
                _events.Add(new ThrowPoint(operation.Syntax, isLikely: true));
                return Opaque(operation);
            case IReturnOperation { Kind: OperationKind.YieldReturn }:
                _events.Add(new Suspension(true, operation.Syntax));
                _events.Add(new ThrowPoint(operation.Syntax)); // Disposed here, it goes on to its finallys, and out.
                return Opaque(operation);
            default:
                return VisitValue(operation);
        }
    }

    private static bool IsNative(IFunctionPointerTypeSymbol pointer) =>
        pointer.Signature.CallingConvention != System.Reflection.Metadata.SignatureCallingConvention.Default;

    /// <summary>The expression of a child, with conversions and argument wrappers already looked through.</summary>
    private Expression ResultOf(IOperation? operation) =>
        operation is not null && _results.TryGetValue(operation, out Expression? known) ? known : new Result(-1);

    /// <summary>What a capture of the compiler stands for, also one of another; else the expression itself.</summary>
    private Expression BehindCapture(IOperation operation)
    {
        Expression value = ResultOf(operation);
        for (int left = _captured.Count; left > 0 && value is Variable copy && _variables[copy.Number] is CaptureId id; left--)
        {
            if (!_captured.TryGetValue(id, out Expression? behind))
                break;
            value = behind;
        }

        return value;
    }

    /// <summary>A value that is followed no further than its own number.</summary>
    private Result Opaque(IOperation operation) => Opaque(operation, Domains.Of(operation.Type));

    private Result Opaque(IOperation operation, IntervalSet domain)
    {
        var result = new Result(_sites++) { Domain = domain };
        _events.Add(new Fresh(result.Site, result, operation.Syntax));
        return result;
    }

    private void Assign(Expression place, Expression value, SyntaxNode syntax)
    {
        Remember(place, value);
        if (place is Variable variable)
            KeepTask(variable, value);
        Keep(place, value);
        if (place is ElementAccess)
            CarryOn(value, syntax);
        _events.Add(new Assignment(place, value, _sites++, syntax));
    }

    private Expression ConstantOf(IOperation operation, object? constant)
    {
        IntervalSet domain = Domains.Of(operation.Type);
        if (Domains.NumberOf(constant) is { } number)
            return new Constant(number) { Domain = domain };
        string text = constant + ":" + constant?.GetType().Name;
        if (!_literals.TryGetValue(text, out int index))
            _literals.Add(text, index = _literals.Count);
        return new LiteralText(index) { Domain = constant is string ? IntervalSet.One : domain };
    }
}
