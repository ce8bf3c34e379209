using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Checks;

/// <summary>Which release belongs to an acquire, by the contracts of the type that both are members of.</summary>
internal static class Counterparts
{
    /// <summary>
    /// The one name under which a lock is given back in this mode, all of it and by nothing but a call; null if there is
    /// none or more than one.
    /// </summary>
    /// <param name="sample">An acquire or a release of the lock.</param>
    /// <param name="mode">In which it is held.</param>
    /// <param name="book">Of the compilation.</param>
    public static string? NameOf(LockEvent sample, LockMode mode, ContractBook book) =>
        NameOf(sample, [sample.Family, sample.Type], mode, book);

    /// <summary>The same for the acquire of a leak, where the member has no release that a fix could repeat.</summary>
    public static string? NameOf(Leak leak, ContractBook book) =>
        leak.Lock.Problem.Matched.Count == 0
        && leak.Lock.Group.Acquires.FirstOrDefault(acquire => acquire.Site == leak.Part.Site) is { } acquire
            ? NameOf(acquire, [acquire.Family, acquire.Type, ReceiverOf(acquire, leak)], leak.Lock.Group.Mode, book)
            : null;

    /// <summary>A mutex inherits its acquire from a type that knows no release.</summary>
    private static ITypeSymbol? ReceiverOf(LockEvent acquire, Leak leak) =>
        acquire.Syntax.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
        && leak.Lock.Body.Graph.Graph.OriginalOperation.SemanticModel is { } model
            ? (model.GetOperation(call) as IInvocationOperation)?.Instance?.Type
            : null;

    private static string? NameOf(LockEvent sample, ITypeSymbol?[] types, LockMode mode, ContractBook book)
    {
        string[] names = types
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .Where(method => book.Of(method).Clauses.Any(clause => Gives(clause, sample, mode)))
            .Select(method => method.Name).Distinct().ToArray();
        return names.Length == 1 ? names[0] : null;
    }

    private static bool Gives(LockClause clause, LockEvent sample, LockMode mode) =>
        clause is { Kind: ClauseKind.Releases, IsUncounted: false, IsGuard: false, When: Outcome.Always }
        && clause.Mode == mode && clause.Target.Root == sample.Clause.Target.Root
        && clause.Target.Path.SequenceEqual(sample.Clause.Target.Path, SymbolEqualityComparer.Default);
}
