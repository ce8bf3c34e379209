using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Reports like <see cref="OneAnalyzer"/> and, under an id of its own, every #pragma.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PragmaAnalyzer : OneAnalyzer
{
    private static readonly DiagnosticDescriptor Pragma =
        new("PRG001", "A pragma", "Pragma", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule, Pragma];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            c => Report(c.Node).ToList().ForEach(c.ReportDiagnostic),
            SyntaxKind.NumericLiteralExpression);
        context.RegisterSyntaxTreeAction(c =>
        {
            if (c.Tree.ToString().Contains("#pragma", System.StringComparison.Ordinal))
                c.ReportDiagnostic(Diagnostic.Create(Pragma, c.Tree.GetRoot(c.CancellationToken).GetLocation()));
        });
    }
}
