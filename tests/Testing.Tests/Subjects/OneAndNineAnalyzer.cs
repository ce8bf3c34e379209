using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Reports like <see cref="OneAnalyzer"/> and, under an id that no fix serves, every literal 9.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OneAndNineAnalyzer : OneAnalyzer
{
    private static readonly DiagnosticDescriptor Nine =
        new("NINE01", "A nine", "Nine", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule, Nine];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            c =>
            {
                Report(c.Node).ToList().ForEach(c.ReportDiagnostic);
                if (c.Node.ToString() == "9")
                    c.ReportDiagnostic(Diagnostic.Create(Nine, c.Node.GetLocation()));
            },
            SyntaxKind.NumericLiteralExpression);
    }
}
