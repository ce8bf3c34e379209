using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>What the names in a contract may mean: the member, type or assembly that carries it.</summary>
internal sealed class ContractScope
{
    private ContractScope(Compilation compilation, IMethodSymbol? method, INamedTypeSymbol? type, bool hasThis)
    {
        Compilation = compilation;
        Method = method;
        Type = type;
        HasThis = hasThis;
        ITypeSymbol? returned = method is null or { ReturnsVoid: true } ? null : method.ReturnType;
        Completes = returned is not null && TaskShape.IsTask(returned);
        Result = Completes ? TaskShape.ResultOf(returned!) : returned;
    }

    public Compilation Compilation { get; }

    public IMethodSymbol? Method { get; }

    public INamedTypeSymbol? Type { get; }

    public bool HasThis { get; }

    /// <summary>The returned value, awaited if it is a task; null if there is none.</summary>
    public ITypeSymbol? Result { get; }

    /// <summary>The member returns a task, and its contract holds when that has completed.</summary>
    public bool Completes { get; }

    public static ContractScope Of(IMethodSymbol method, Compilation compilation) =>
        new(compilation, method, method.ContainingType, CanSayThis(method));

    public static ContractScope Of(INamedTypeSymbol type, Compilation compilation) =>
        new(compilation, method: null, type, hasThis: !type.IsStatic);

    public static ContractScope OfAssembly(Compilation compilation) =>
        new(compilation, method: null, type: null, hasThis: false);

    private static bool CanSayThis(IMethodSymbol method)
    {
        for (ISymbol? symbol = method; symbol is IMethodSymbol or IPropertySymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.IsStatic)
                return false;
        }

        return true;
    }
}
