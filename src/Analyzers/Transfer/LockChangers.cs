using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Names of the methods that leave a lock changed when they return, by type: who calls one of them has to do with locks,
/// whatever its own text says. One per compilation; thread-safe.
/// </summary>
internal sealed class LockChangers(Summaries summaries)
{
    private readonly ConcurrentDictionary<TypeDeclarationSyntax, ImmutableHashSet<string>> _around = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, Names> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Those of a type, its bases and the types around it.</summary>
    public ImmutableHashSet<string> Around(
        TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation) =>
        _around.TryGetValue(declaration, out ImmutableHashSet<string>? known)
            ? known
            : _around.GetOrAdd(declaration, Around(model.GetDeclaredSymbol(declaration, cancellation), model, cancellation));

    private ImmutableHashSet<string> Around(INamedTypeSymbol? type, SemanticModel model, CancellationToken cancellation)
    {
        ImmutableHashSet<string> names = ImmutableHashSet<string>.Empty;
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? ancestor = outer.OriginalDefinition; ancestor is not null;
                ancestor = ancestor.BaseType?.OriginalDefinition)
            {
                if (!ancestor.DeclaringSyntaxReferences.IsEmpty)
                    names = names.Union(Of(ancestor, model, cancellation));
            }
        }

        return names;
    }

    private ImmutableHashSet<string> Of(INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation) =>
        _known.GetOrAdd(type, _ => new Names()).Get(() => Find(type, model, cancellation));

    /// <summary>Grows until no further member calls one that is known: who calls a changer may be one.</summary>
    private ImmutableHashSet<string> Find(INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        List<MethodDeclarationSyntax> methods = MethodsOf(type, cancellation);
        List<MethodDeclarationSyntax> next = methods.FindAll(method => MayChange(method, type, model, cancellation));
        var asked = new HashSet<MethodDeclarationSyntax>();
        ImmutableHashSet<string> changers = ImmutableHashSet<string>.Empty;
        while (next.Count > 0)
        {
            ImmutableHashSet<string> before = changers;
            foreach (MethodDeclarationSyntax method in next)
            {
                asked.Add(method);
                if (!changers.Contains(method.Identifier.ValueText) && Changes(method, type, model, cancellation))
                    changers = changers.Add(method.Identifier.ValueText);
            }

            next = changers == before ? [] : Callers(methods, changers, cancellation).FindAll(method => !asked.Contains(method));
        }

        return changers;
    }

    /// <summary>None if no part of the type names a lock.</summary>
    private List<MethodDeclarationSyntax> MethodsOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        bool isConcerned = type.DeclaringSyntaxReferences.Any(part =>
            NameScan.Touches(summaries.Uses.PlacesIn(part.SyntaxTree, cancellation), part.Span));
        return isConcerned
            ? type.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()
                .SelectMany(part => part.Members).OfType<MethodDeclarationSyntax>().ToList()
            : [];
    }

    private bool MayChange(
        MethodDeclarationSyntax method, INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        if (!summaries.Uses.AreNamedIn(method, cancellation))
            return false;
        if (summaries.Uses.AreIn(method, model, cancellation))
            return true;
        ImmutableHashSet<string> outside = Around(type.BaseType, model, cancellation).Union(Around(type.ContainingType, model, cancellation));
        return !outside.IsEmpty && NameTokens.HasAny(method, outside.Contains);
    }

    private static List<MethodDeclarationSyntax> Callers(
        List<MethodDeclarationSyntax> methods, ImmutableHashSet<string> changers, CancellationToken cancellation)
    {
        var scan = new NameScan(changers);
        var places = new Dictionary<SyntaxTree, List<int>>();
        return methods.FindAll(method =>
        {
            if (!places.TryGetValue(method.SyntaxTree, out List<int>? known))
                places.Add(method.SyntaxTree, known = scan.PlacesIn(method.SyntaxTree.GetText(cancellation)));
            return LockUses.NamesIn(method, known, cancellation).Any(name => changers.Contains(name.ValueText));
        });
    }

    private bool Changes(
        MethodDeclarationSyntax declaration, INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        IMethodSymbol? method = type.GetMembers(declaration.Identifier.ValueText).OfType<IMethodSymbol>()
            .FirstOrDefault(candidate => candidate.DeclaringSyntaxReferences.Any(reference =>
                reference.SyntaxTree == declaration.SyntaxTree && reference.Span == declaration.Span));
        return method is not null
            && summaries.Book.Of(method).Clauses.IsEmpty
            && summaries.Of(method, model, cancellation) is { Clauses.IsEmpty: false };
    }

    /// <summary>Worked out by the first who asks; others wait. Not kept if the first is cancelled.</summary>
    private sealed class Names
    {
        private readonly object _gate = new();
        private ImmutableHashSet<string>? _names;

        public ImmutableHashSet<string> Get(Func<ImmutableHashSet<string>> find)
        {
            lock (_gate)
                return _names ??= find();
        }
    }
}
