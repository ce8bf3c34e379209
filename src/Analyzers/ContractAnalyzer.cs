using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Analyzers;

/// <summary>
/// Looks at contracts themselves, not at who keeps them: attributes one by one as they are written, which needs no flow
/// and sees those on lambdas and local functions too, and contract files.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ContractNotUnderstood.Descriptor];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterSemanticModelAction(CheckAttributes);
        context.RegisterAdditionalFileAction(CheckFile);
    }

    private static void CheckAttributes(SemanticModelAnalysisContext context)
    {
        SemanticModel model = context.SemanticModel;
        CancellationToken cancellation = context.CancellationToken;
        if (!FirstLook.At(model.SyntaxTree, cancellation).HasAttributes)
            return;
        SyntaxNode root = model.SyntaxTree.GetRoot(cancellation);
        foreach (AttributeSyntax attribute in root.DescendantNodes(context.FilterSpan ?? root.FullSpan).OfType<AttributeSyntax>())
        {
            if (AttributeProblem.Of(attribute, model, cancellation) is { } problem)
                context.ReportDiagnostic(ContractNotUnderstood.Report(problem));
        }
    }

    private static void CheckFile(AdditionalFileAnalysisContext context)
    {
        if (!ContractFile.Is(context.AdditionalFile))
            return;

        FileProblems problems = new(context.AdditionalFile, context.Compilation, context.CancellationToken);
        foreach (ContractProblem problem in problems.Find())
            context.ReportDiagnostic(ContractNotUnderstood.Report(problem));
    }
}
