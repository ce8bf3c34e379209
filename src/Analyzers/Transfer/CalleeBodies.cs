using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What the unannotated members of a type may do to locks, told from their text: the names that stand in a body which, by
/// itself or through other members of its type, calls something with a contract. One per compilation; thread-safe.
/// </summary>
internal sealed class CalleeBodies(ContractBook book)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, TypeBodies> _types = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxNode, IReadOnlyList<ISymbol?>> _methods = new();

    /// <summary>True if the method may touch locks; false if it does not, or belongs to another type.</summary>
    public bool Touches(IMethodSymbol method, ISymbol caller) => method.MethodKind == MethodKind.LocalFunction
        ? LocalOf(method) is { } local && NameTokens.HasAny(local, book.Mentions)
        : BodiesAround(method, caller)?.Touches(NameOf(method)) ?? false;

    /// <summary>Identifiers in the method and in what it calls, if it may touch locks; else empty.</summary>
    public ImmutableHashSet<string> LockNamesIn(IMethodSymbol method, ISymbol caller)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
            return LocalOf(method) is { } local ? LockNamesIn(local) : ImmutableHashSet<string>.Empty;
        return BodiesAround(method, caller)?.LockNames(NameOf(method)) ?? ImmutableHashSet<string>.Empty;
    }

    /// <summary>The same for a nested function, by its own text alone.</summary>
    public ImmutableHashSet<string> LockNamesIn(SyntaxNode body) => NameTokens.HasAny(body, book.Mentions)
        ? TypeBodies.WordsOf(body).ToImmutableHashSet()
        : ImmutableHashSet<string>.Empty;

    private static SyntaxNode? LocalOf(IMethodSymbol function) =>
        function.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();

    private TypeBodies? BodiesAround(IMethodSymbol method, ISymbol caller) =>
        method.OriginalDefinition.ContainingType is { DeclaringSyntaxReferences.IsEmpty: false } type
        && IsRelated(type, caller.ContainingType)
            ? _types.GetOrAdd(type, Read)
            : null;

    /// <summary>
    /// Methods and accessors other than of this member, of the type and the types around it, that mention the name; null
    /// for what is neither and mentions a release, too.
    /// </summary>
    public IEnumerable<ISymbol?> MayReleaseElsewhere(INamedTypeSymbol type, string lockName, SyntaxNode member)
    {
        for (INamedTypeSymbol? outer = type.OriginalDefinition; outer is not null; outer = outer.ContainingType)
        {
            foreach (ISymbol? method in MethodsIn(outer, bodies => bodies.MayReleaseElsewhere(lockName, member)))
                yield return method;
        }
    }

    /// <summary>Other members of the method's type that mention its name; null for what is no method or accessor.</summary>
    public IEnumerable<ISymbol?> CallersOf(IMethodSymbol method) => method.OriginalDefinition.ContainingType is { } type
        ? MethodsIn(type, bodies => bodies.MentionsElsewhere(method))
        : [];

    /// <summary>Methods of the type that mention a release, and those of its owner that touch locks and that it mentions.</summary>
    public IEnumerable<IMethodSymbol> MayGiveBackFor(INamedTypeSymbol owner, INamedTypeSymbol type)
    {
        if (type.DeclaringSyntaxReferences.IsEmpty)
            return [];
        TypeBodies user = _types.GetOrAdd(type.OriginalDefinition, Read);
        return MethodsIn(type.OriginalDefinition, static bodies => bodies.Releasing)
            .Concat(MethodsIn(owner.OriginalDefinition, bodies => bodies.TouchingAndNamedIn(user))).OfType<IMethodSymbol>();
    }

    /// <summary>True if a member of its type gives the method to somebody who calls it, as a delegate.</summary>
    public bool IsCallback(IMethodSymbol method) => method.OriginalDefinition.ContainingType is { } type
        && _types.GetOrAdd(type, Read).IsCallback(method);

    /// <summary>True if a lambda or local function of another member mentions its name.</summary>
    public bool IsCalledInFunction(IMethodSymbol method) => method.OriginalDefinition.ContainingType is { } type
        && _types.GetOrAdd(type, Read).MentionsElsewhere(method).Any(body => body.DescendantNodes().Any(node =>
            node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
            && NameTokens.HasAny(node, name => name == method.Name)));

    /// <summary>Of a type, and of the types inside it that are among the bodies asked for.</summary>
    private IEnumerable<ISymbol?> MethodsIn(
        INamedTypeSymbol type, System.Func<TypeBodies, IEnumerable<SyntaxNode>> wanted)
    {
        foreach (SyntaxNode body in wanted(_types.GetOrAdd(type, Read)))
        {
            INamedTypeSymbol? nested = body is TypeDeclarationSyntax
                ? type.GetTypeMembers().FirstOrDefault(inner => IsDeclaredIn(inner, body))
                : null;
            foreach (ISymbol? method in nested is null
                ? _methods.GetOrAdd(body, declared => MethodsOf(declared, type))
                : MethodsIn(nested, wanted))
                yield return method;
        }
    }

    private static bool IsDeclaredIn(ISymbol type, SyntaxNode declaration) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.SyntaxTree == declaration.SyntaxTree && reference.Span == declaration.Span);

    /// <summary>What the declaration runs: the method, or the accessors that have a body; null if that can't be told.</summary>
    private static IReadOnlyList<ISymbol?> MethodsOf(SyntaxNode body, INamedTypeSymbol type)
    {
        List<ISymbol?> methods = body is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
            ? [.. type.GetMembers().OfType<IMethodSymbol>().Where(method => method.DeclaringSyntaxReferences
                .Concat(method.PartialImplementationPart?.DeclaringSyntaxReferences ?? [])
                .Any(reference => reference.SyntaxTree == body.SyntaxTree && body.Span.Contains(reference.Span)))]
            : [];
        if (methods.Count == 0)
            methods.Add(null);
        return methods;
    }

    /// <summary>As the text has it, where an explicit implementation names its interface before the name.</summary>
    private static string NameOf(IMethodSymbol method)
    {
        string name = method.AssociatedSymbol?.Name ?? method.Name;
        return method.ExplicitInterfaceImplementations.IsEmpty ? name : name.Substring(name.LastIndexOf('.') + 1);
    }

    /// <summary>
    /// True if the type makes the semaphore of this name without a permit: somebody waits there to be told, nothing is locked.
    /// </summary>
    public bool IsSignal(INamedTypeSymbol type, string name) => MadeWith(type, name, static (_, permits) => permits == "0");

    /// <summary>True if the type makes the semaphore of this name with a single permit.</summary>
    public bool HasOnePermit(INamedTypeSymbol type, string name) =>
        MadeWith(type, name, static (_, permits) => permits == "1");

    /// <summary>True if a member of the type gives back permits of the semaphore of this name by the number, and takes none.</summary>
    public bool IsResized(INamedTypeSymbol type, string name) =>
        _types.GetOrAdd(type.OriginalDefinition, Read).IsResized(name);

    /// <summary>True if the type makes the lock of this name, and does not ask for recursion.</summary>
    public bool IsMadeHereWithoutRecursion(INamedTypeSymbol type, string name) => MadeWith(
        type, name, static (creation, _) => creation.ToString().IndexOf("SupportsRecursion", System.StringComparison.Ordinal) < 0);

    /// <summary>True if the type writes the field or property of this name anywhere but in a constructor.</summary>
    public bool IsWrittenLater(INamedTypeSymbol type, string name) =>
        _types.GetOrAdd(type.OriginalDefinition, Read).IsWrittenLater(name);

    /// <summary>True if the type's member of this name writes one of the others.</summary>
    public bool AreWrittenBy(INamedTypeSymbol type, string member, HashSet<string> names) =>
        _types.GetOrAdd(type.OriginalDefinition, Read).AreWrittenBy(member, names);

    private bool MadeWith(
        INamedTypeSymbol type, string name, System.Func<BaseObjectCreationExpressionSyntax, string?, bool> condition) =>
        _types.GetOrAdd(type.OriginalDefinition, Read).CreationsOf(name).Any(creation => condition(
            creation, (creation.ArgumentList?.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax)?.Token.ValueText));

    private static bool IsRelated(INamedTypeSymbol type, INamedTypeSymbol? user)
    {
        for (INamedTypeSymbol? outer = user; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? ancestor = outer; ancestor is not null; ancestor = ancestor.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(ancestor.OriginalDefinition, type))
                    return true;
            }
        }

        return SymbolEqualityComparer.Default.Equals(type.ContainingType, user?.OriginalDefinition);
    }

    private TypeBodies Read(INamedTypeSymbol type) => new(
        type.DeclaringSyntaxReferences.Select(part => part.GetSyntax()).OfType<TypeDeclarationSyntax>().ToImmutableArray(),
        book.Names,
        book.ReleaseNames);
}
