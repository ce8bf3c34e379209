using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Pure functions that are not worked out, or number by number only; and tuples taken apart.</summary>
internal sealed partial class Flattener
{
    private readonly Dictionary<string, int> _functions = new();

    private Computed Pure(
        IOperation operation, string function, Expression left, Expression? right = null, BitOperation? bits = null)
    {
        if (!_functions.TryGetValue(function, out int number))
            _functions.Add(function, number = _functions.Count);
        IntervalSet domain = Domains.Of(operation.Type);
        var computed = new Computed(number, left, right, _sites++) { Domain = domain, Bits = bits };
        _events.Add(new Fresh(computed.Site, new Result(computed.Site) { Domain = domain }, operation.Syntax) { Computed = computed });
        return computed;
    }

    /// <summary>What others have written into an operator may do anything; the framework's own numbers, dates and texts do not.</summary>
    private Expression PureBinary(IBinaryOperation binary, Expression left, Expression right) =>
        binary.OperatorMethod is null || TaskShape.IsIn(binary.OperatorMethod.ContainingNamespace, "System")
            ? Pure(binary, binary.OperatorKind.ToString(), left, right)
            : Opaque(binary);

    /// <summary>Questions about texts and numbers that the framework answers by looking at nothing else.</summary>
    private static bool IsPureFunction(IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: true, ReturnType.SpecialType: SpecialType.System_Boolean } method
        && (method.ContainingType.SpecialType is SpecialType.System_String or (>= SpecialType.System_Char and <= SpecialType.System_Double)
            || method.ContainingType is { Name: "Convert", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
        && call.Arguments.Length is 1 or 2 && call.Arguments.All(argument => argument.Parameter?.RefKind == RefKind.None);

    /// <summary>What the operation yields; if the call that it rests on asks a question, the answer.</summary>
    private Result Ask(IOperation operation, IOperation asking)
    {
        if (asking is IInvocationOperation { Instance: { } task, TargetMethod.Name: "ConfigureAwait" })
            asking = task;
        if (operation.Type is not ({ SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum })
            || asking is not IInvocationOperation call
            || call.Arguments.Any(argument => argument.Parameter is not { RefKind: RefKind.None or RefKind.In }))
            return Opaque(operation);
        var result = new Result(_sites++) { Domain = Domains.Of(operation.Type) };
        var question = new Question(
            call.TargetMethod,
            call.Instance is null ? null : ResultOf(call.Instance),
            [.. call.Arguments.Select(argument => ResultOf(argument.Value))]);
        _events.Add(new Fresh(result.Site, result, operation.Syntax) { Question = question });
        return result;
    }

    private static BitOperation? BitsOf(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.And => BitOperation.And,
        BinaryOperatorKind.Or => BitOperation.Or,
        BinaryOperatorKind.ExclusiveOr => BitOperation.Xor,
        _ => null,
    };

    /// <summary>The constant that <c>Enum.HasFlag</c> asks for; null if this is another call, or it is no constant.</summary>
    private static long? FlagOf(IInvocationOperation invocation)
    {
        if (!IsFlagQuestion(invocation))
            return null;
        IOperation flag = invocation.Arguments[0].Value;
        while (flag is IConversionOperation conversion)
            flag = conversion.Operand;
        return flag.ConstantValue is { HasValue: true, Value: { } constant } ? Domains.NumberOf(constant) : null;
    }

    private static bool IsFlagQuestion(IInvocationOperation invocation) =>
        invocation is
        {
            TargetMethod: { Name: "HasFlag", ContainingType.SpecialType: SpecialType.System_Enum },
            Arguments.Length: 1,
            Instance: not null,
        };

    /// <summary>A tuple that is written out gives each part its own value, if none of them is written before it is read.</summary>
    private void Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var pending = new Stack<(IOperation Target, IOperation? Value)>();
        pending.Push((deconstruction.Target, deconstruction.Value));
        var read = new Reads();
        var parts = new List<(IOperation Target, IOperation? Value)>();
        while (pending.Count > 0)
        {
            (IOperation target, IOperation? value) = pending.Pop();
            while (value is IConversionOperation { IsImplicit: true } conversion)
                value = conversion.Operand;
            switch (target)
            {
                case ITupleOperation tuple:
                    ITupleOperation? values = value as ITupleOperation;
                    for (int i = tuple.Elements.Length - 1; i >= 0; i--)
                        pending.Push((tuple.Elements[i], values?.Elements.Length == tuple.Elements.Length ? values.Elements[i] : null));
                    break;
                case IDeclarationExpressionOperation declaration:
                    pending.Push((declaration.Expression, value));
                    break;
                default:
                    parts.Add((target, value));
                    read.Add(value is null ? null : ResultOf(value));
                    break;
            }
        }

        foreach ((IOperation target, IOperation? value) in parts)
        {
            bool isFollowed = value is not null && !read.Writes(ResultOf(target));
            Store(target, isFollowed ? ResultOf(value) : Opaque(target), deconstruction);
        }
    }
}
