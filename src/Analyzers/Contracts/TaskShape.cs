using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Which types are awaited for a result: Task, ValueTask, whatever has an async method builder or an awaiter of its own.
/// </summary>
internal static class TaskShape
{
    public static bool IsTask(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { Arity: <= 1 } named || named.SpecialType != SpecialType.None)
            return false;

        return named.Name is "Task" or "ValueTask" && IsIn(named.ContainingNamespace, "Tasks", "Threading", "System")
            || named.OriginalDefinition.GetAttributes().Any(HasBuilder)
            || AwaiterOf(named) is not null;
    }

    /// <summary>Null for a task without a result.</summary>
    public static ITypeSymbol? ResultOf(ITypeSymbol task) =>
        task is INamedTypeSymbol { Arity: 1 } named ? named.TypeArguments[0]
        : AwaiterOf(task) is { } awaiter && awaiter.GetMembers("GetResult").OfType<IMethodSymbol>().FirstOrDefault() is
            { ReturnsVoid: false } result ? result.ReturnType
        : null;

    private static ITypeSymbol? AwaiterOf(ITypeSymbol type) => type.GetMembers("GetAwaiter").OfType<IMethodSymbol>()
        .FirstOrDefault(method => method is { Parameters.IsEmpty: true, IsStatic: false })?.ReturnType;

    /// <summary>Names from the inside out, without the global namespace.</summary>
    internal static bool IsIn(INamespaceSymbol? space, params string[] names)
    {
        foreach (string name in names)
        {
            if (space is null || space.Name != name)
                return false;

            space = space.ContainingNamespace;
        }

        return space is { IsGlobalNamespace: true };
    }

    private static bool HasBuilder(AttributeData attribute) =>
        attribute.AttributeClass is { Name: "AsyncMethodBuilderAttribute" } type
        && IsIn(type.ContainingNamespace, "CompilerServices", "Runtime", "System");
}
