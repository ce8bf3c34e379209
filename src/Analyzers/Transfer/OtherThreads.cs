using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Which calls of .NET run a delegate on another thread than the caller's.</summary>
internal static class OtherThreads
{
    /// <summary>True if the lambda is handed to such a call on the spot.</summary>
    public static bool Run(IFlowAnonymousFunctionOperation lambda)
    {
        IOperation? parent = lambda.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation)
            parent = parent.Parent;
        return parent is IArgumentOperation { Parent: { } call } && call switch
        {
            IInvocationOperation { TargetMethod: var method } => Runs(method.ContainingType.Name, method.Name)
                && IsOfThreading(method.ContainingType),
            IObjectCreationOperation { Type: { Name: "Thread" or "Timer" } type } => IsOfThreading(type),
            _ => false,
        };
    }

    private static bool Runs(string type, string method) => (type, method) switch
    {
        ("Task", "Run") or ("TaskFactory", "StartNew") => true,
        ("ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "UnsafeRegisterWaitForSingleObject"
            or "RegisterWaitForSingleObject") => true,
        ("Task", "ContinueWith") => true,
        _ => false,
    };

    private static bool IsOfThreading(ITypeSymbol type)
    {
        INamespaceSymbol? space = type.ContainingNamespace;
        if (space is { Name: "Tasks" })
            space = space.ContainingNamespace;
        return TaskShape.IsIn(space, "Threading", "System");
    }
}
