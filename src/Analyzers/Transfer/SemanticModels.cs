using System.Collections.Concurrent;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

    /// <summary>
    /// What a name stands for; where it is called, what the call means: of the name alone the compiler makes the whole method
    /// group, with the extension methods of all namespaces in sight.
    /// </summary>
    public static SymbolInfo MeaningOf(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax path = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        return path.Parent is InvocationExpressionSyntax call
            ? model.GetSymbolInfo(call, cancellation)
            : model.GetSymbolInfo(name, cancellation);
    }
}
