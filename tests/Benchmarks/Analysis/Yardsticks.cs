using System;
using System.Collections.Immutable;
using System.Threading;
using ExtentLock.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>Analyzers that ours is compared with; none ever reports anything.</summary>
internal abstract class Yardstick : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Nothing =
        new("EXL0000", "Nothing", "Nothing", "Nothing", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Nothing];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        Register(context);
    }

    protected abstract void Register(AnalysisContext context);
}

/// <summary>Registers nothing: what any analyzer at all costs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NothingRegistered : Yardstick
{
    protected override void Register(AnalysisContext context)
    {
    }
}

/// <summary>Registers what ours does and does nothing when called: what asking to be called costs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NothingDone : Yardstick
{
    protected override void Register(AnalysisContext context) => context.RegisterCompilationStartAction(
        start => start.RegisterSemanticModelAction(static _ => { }));
}

/// <summary>
/// The least that a flow analysis can do: look at all tokens, and make the graphs of the members with a name of a lock.
/// Nothing is solved.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class GraphsOnly(Predicate<string> isLockName) : Yardstick
{
    protected override void Register(AnalysisContext context) =>
        context.RegisterCompilationStartAction(start => start.RegisterSemanticModelAction(
            asked => Analyze(asked.SemanticModel, asked.CancellationToken)));

    public void Analyze(SemanticModel model, CancellationToken cancellation)
    {
        SyntaxNode root = model.SyntaxTree.GetRoot(cancellation);
        foreach ((_, SyntaxNode body) in DeclaredBodies.In(root, within: null))
        {
            if (Mentions(body))
                ControlFlowGraph.Create(body, model, cancellation);
        }
    }

    private bool Mentions(SyntaxNode body)
    {
        foreach (SyntaxToken token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && isLockName(token.ValueText))
                return true;
        }

        return false;
    }
}
