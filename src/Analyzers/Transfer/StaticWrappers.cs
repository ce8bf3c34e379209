using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Static methods whose own text calls something with a contract, whatever they are named: many a project has a Monitor of
/// its own. What they do to a lock their solved bodies say. One per compilation; thread-safe.
/// </summary>
internal sealed class StaticWrappers(ContractBook book, SemanticModels models)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <param name="model">Of any tree of the compilation.</param>
    public bool Contains(IMethodSymbol method, SemanticModel model, CancellationToken cancellation)
    {
        IMethodSymbol original = method.OriginalDefinition;
        if (!original.IsStatic || original.Parameters.IsEmpty || original.DeclaringSyntaxReferences.IsEmpty)
            return false;
        return _known.TryGetValue(original, out bool known)
            ? known
            : _known[original] = original.DeclaringSyntaxReferences
                .Any(reference => CallsLocks(reference.GetSyntax(cancellation), model, cancellation));
    }

    private bool CallsLocks(SyntaxNode body, SemanticModel model, CancellationToken cancellation) =>
        NameTokens.In(body, book.Mentions).Any(token => token.Parent is SimpleNameSyntax called
            && SemanticModels.MeaningOf(called, models.Of(body.SyntaxTree, model), cancellation).Symbol is IMethodSymbol inner
            && (!book.Of(inner).Clauses.IsEmpty || HeldQueries.IsInert(inner)));
}
