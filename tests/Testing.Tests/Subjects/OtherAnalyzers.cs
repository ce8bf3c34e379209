using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Reports like <see cref="OneAnalyzer"/>, but only at the end of the compilation.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LateOneAnalyzer : OneAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(c =>
        {
            foreach (SyntaxTree tree in c.Compilation.SyntaxTrees)
            {
                foreach (SyntaxNode node in tree.GetRoot(c.CancellationToken).DescendantNodes())
                    Report(node).ToList().ForEach(c.ReportDiagnostic);
            }
        });
    }
}

/// <summary>Reports like <see cref="OneAnalyzer"/> and leaves open what it does with generated code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CarelessOneAnalyzer : OneAnalyzer
{
#pragma warning disable RS1025 // Being silent about generated code is what this subject is for.
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            c => Report(c.Node).ToList().ForEach(c.ReportDiagnostic),
            SyntaxKind.NumericLiteralExpression);
    }
#pragma warning restore RS1025
}

/// <summary>Throws on every literal.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ThrowingAnalyzer : OneAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            _ => throw new InvalidOperationException("broken"),
            SyntaxKind.NumericLiteralExpression);
    }
}

/// <summary>Supports two rules, both off by default, so that no rule is the default of the markup.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TwoRulesAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<DiagnosticDescriptor> Rules =
    [
        new("TWO001", "A two", "Two", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: false),
        new("TWO002", "A three", "Three", "Tests", DiagnosticSeverity.Info, isEnabledByDefault: false),
    ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules;

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            c =>
            {
                string literal = c.Node.ToString();
                if (literal is "2" or "3")
                    c.ReportDiagnostic(Diagnostic.Create(Rules[literal == "2" ? 0 : 1], c.Node.GetLocation()));
            },
            SyntaxKind.NumericLiteralExpression);
    }
}

/// <summary>Reports the word "bad" in additional files, and the option <c>subject.word</c> of the sources.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SurroundingsAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor InFile =
        new("FILE01", "A bad word", "Bad word", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor Option =
        new("FILE02", "An option", "Option '{0}'", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [InFile, Option];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterAdditionalFileAction(c =>
        {
            SourceText text = c.AdditionalFile.GetText(c.CancellationToken)!;
            int at = text.ToString().IndexOf("bad", StringComparison.Ordinal);
            if (at < 0)
                return;
            TextSpan span = new(at, 3);
            c.ReportDiagnostic(Diagnostic.Create(
                InFile, Location.Create(c.AdditionalFile.Path, span, text.Lines.GetLinePositionSpan(span))));
        });
        context.RegisterSyntaxNodeAction(
            c =>
            {
                AnalyzerConfigOptions options = c.Options.AnalyzerConfigOptionsProvider.GetOptions(c.Node.SyntaxTree);
                if (options.TryGetValue("subject.word", out string? word))
                    c.ReportDiagnostic(Diagnostic.Create(Option, c.Node.GetLocation(), word));
            },
            SyntaxKind.NumericLiteralExpression);
    }
}
