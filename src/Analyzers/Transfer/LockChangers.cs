using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// The methods that leave a lock changed when they return, by type: who calls one of them has to do with locks, whatever
/// its own text says. One per compilation; thread-safe.
/// </summary>
internal sealed class LockChangers(Summaries summaries)
{
    private readonly ConcurrentDictionary<TypeDeclarationSyntax, ChangersInReach> _around = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, TypeChangers> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Those of a type, its bases and the types around it.</summary>
    public ChangersInReach Around(TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation) =>
        _around.TryGetValue(declaration, out ChangersInReach? known)
            ? known
            : _around.GetOrAdd(declaration, Around(model.GetDeclaredSymbol(declaration, cancellation), model, cancellation));

    private ChangersInReach Around(INamedTypeSymbol? type, SemanticModel model, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<TypeChangers>();
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? ancestor = outer.OriginalDefinition; ancestor is not null;
                ancestor = ancestor.BaseType?.OriginalDefinition)
            {
                if (!ancestor.DeclaringSyntaxReferences.IsEmpty && Of(ancestor, model, cancellation) is { Names.IsEmpty: false } changers)
                    found.Add(changers);
            }
        }

        return found.Count == 0 ? ChangersInReach.None : new ChangersInReach(found.ToImmutable());
    }

    private TypeChangers Of(INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        if (_known.TryGetValue(type, out TypeChangers? known))
            return known;
        List<MethodDeclarationSyntax> methods = TypeChangers.MethodsOf(type, summaries, cancellation);
        ChangersInReach outside = methods.Count == 0
            ? ChangersInReach.None
            : Around(type.BaseType, model, cancellation).And(Around(type.ContainingType, model, cancellation));
        return _known.GetOrAdd(type, new TypeChangers(type, methods, outside, summaries, cancellation));
    }
}
