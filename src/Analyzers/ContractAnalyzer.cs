using System.Collections.Immutable;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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
        context.RegisterSyntaxNodeAction(CheckAttribute, SyntaxKind.Attribute);
        context.RegisterAdditionalFileAction(CheckFile);
    }

    private static void CheckAttribute(SyntaxNodeAnalysisContext context)
    {
        AttributeSyntax attribute = (AttributeSyntax)context.Node;
        ContractProblem? problem =
            AttributeProblem.Of(attribute, context.SemanticModel, context.CancellationToken);
        if (problem is not null)
            context.ReportDiagnostic(ContractNotUnderstood.Report(problem));
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
