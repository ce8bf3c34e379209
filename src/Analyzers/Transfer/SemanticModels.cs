using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Models of the files that calls lead to: what is bound in one of them is not bound again for the next who asks. One per
/// compilation; thread-safe.
/// </summary>
internal sealed class SemanticModels
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _known = new();

    /// <param name="asker">A model of any file of the compilation; used itself if it is the right one.</param>
    public SemanticModel Of(SyntaxTree tree, SemanticModel asker)
    {
        if (asker.SyntaxTree == tree)
            return asker;
        return _known.TryGetValue(tree, out SemanticModel? known) ? known : _known.GetOrAdd(tree, asker.Compilation.GetSemanticModel(tree));
    }
}
