using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Calls that are taken never to throw, as docs/contracts.md says of the proof, and awaits that nobody expects to.</summary>
internal static class SilentCalls
{
    public static bool Contains(IMethodSymbol method, SyntaxNode call) =>
        method.ContainingType is { Name: "Debug" or "Trace", ContainingNamespace.Name: "Diagnostics" }
        || method.ContainingType is { SpecialType: SpecialType.System_Object, Name: "Object" }
        || (method.ContainingType is { Name: "Math" or "GC" } && TaskShape.IsIn(method.ContainingNamespace, "System"))
        || (method.ContainingType is { Name: "Interlocked" or "Volatile" } && IsOfThreads(method))
        || (method.MethodKind == MethodKind.Constructor && method.IsImplicitlyDeclared)
        || (IsOfThreads(method) && IsPause(method, call))
        || (IsOfTasks(method) && MakesTask(method));

    /// <summary>A task that ends, and never with an exception: a pause that nobody can cancel, the first of several.</summary>
    public static bool NeverFaults(IOperation awaited)
    {
        while (awaited is IConversionOperation conversion)
            awaited = conversion.Operand;
        return awaited switch
        {
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } configured =>
                SuppressesExceptions(configured) || NeverFaults(task),
            IInvocationOperation { TargetMethod: var method } => IsOfTasks(method) && method.ContainingType.Name == "Task"
                && (method.Name is "Yield" or "WhenAny"
                    || (method.Name == "Delay" && method.Parameters.All(parameter => parameter.Type.Name != "CancellationToken"))),
            IPropertyReferenceOperation { Property: { Name: "CompletedTask", ContainingType.Name: "Task" or "ValueTask" } } => true,
            _ => false,
        };
    }

    /// <summary>The names of System.Threading and its Tasks are much used elsewhere.</summary>
    private static bool IsOfThreads(IMethodSymbol method) => TaskShape.IsIn(method.ContainingNamespace, "Threading", "System");

    private static bool IsOfTasks(IMethodSymbol method) => TaskShape.IsIn(method.ContainingNamespace, "Tasks", "Threading", "System");

    /// <summary>A thread that waits by itself, or tells who waits for what it holds. Only who catches it expects an interrupt.</summary>
    private static bool IsPause(IMethodSymbol method, SyntaxNode call) => (method.ContainingType.Name, method.Name) switch
    {
        ("Thread", "Yield" or "SpinWait" or "MemoryBarrier") or ("SpinWait", _) or ("Monitor", "Pulse" or "PulseAll") => true,
        ("Thread", "Sleep") or ("Monitor", "Wait") => !call.Ancestors().OfType<TryStatementSyntax>().Any(
            statement => statement.Catches.Any(handler => handler.Declaration is { } declaration
                && declaration.Type.ToString().EndsWith("ThreadInterruptedException", System.StringComparison.Ordinal))),
        _ => false,
    };

    /// <summary>It gives back a task, which may have failed; to make it does not.</summary>
    private static bool MakesTask(IMethodSymbol method) =>
        method is { Name: "ConfigureAwait" or "AsTask" }
            or { IsStatic: true, ContainingType.Name: "Task", Name: "Yield" or "Delay" or "WhenAny" or "WhenAll" or "FromResult" };

    private static bool SuppressesExceptions(IInvocationOperation configured) =>
        configured.Arguments.Length == 1 && configured.Arguments[0].Value.ConstantValue is { HasValue: true, Value: int options }
        && (options & 2) != 0;
}
