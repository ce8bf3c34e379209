using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Reports every literal 1 of a method, with the method as argument and additional location.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public class OneAnalyzer : DiagnosticAnalyzer
{
    internal const string Id = "ONE001";

    protected static readonly DiagnosticDescriptor Rule = new(
        Id, "A one", "Literal {0} in '{1}'", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            c => Report(c.Node).ToList().ForEach(c.ReportDiagnostic),
            SyntaxKind.NumericLiteralExpression);
    }

    protected static ImmutableArray<Diagnostic> Report(SyntaxNode node)
    {
        MethodDeclarationSyntax? method = node.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        if (method == null || node is not LiteralExpressionSyntax { Token.Text: "1" })
            return [];
        SyntaxToken member = method.Identifier;
        return [Diagnostic.Create(Rule, node.GetLocation(), [member.GetLocation()], "1", member.ValueText)];
    }
}
