using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Reporting;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers;

/// <summary>
/// Runs the stages over every member whose text mentions a lock: flatten, solve, check, report. Members without such a
/// name cost a scan of their tokens and nothing more.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExtentLockAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<Check> Checks = ImmutableArray.Create<Check>(
        new LockNotReleased(),
        new LeakByLikelyCall(),
        new ReleasedWithoutHolding(),
        new WrongMode(),
        new AcquiredWhileHeld(),
        new OutcomeIgnored(),
        new HeldOverSuspension(),
        new LeakByAnyCall(),
        new LeakInProof(),
        new AnalysisCoarsened());

    private static readonly ImmutableArray<SyntaxKind> MemberKinds = ImmutableArray.Create(
        SyntaxKind.MethodDeclaration,
        SyntaxKind.ConstructorDeclaration,
        SyntaxKind.DestructorDeclaration,
        SyntaxKind.OperatorDeclaration,
        SyntaxKind.ConversionOperatorDeclaration,
        SyntaxKind.GetAccessorDeclaration,
        SyntaxKind.SetAccessorDeclaration,
        SyntaxKind.InitAccessorDeclaration,
        SyntaxKind.AddAccessorDeclaration,
        SyntaxKind.RemoveAccessorDeclaration,
        SyntaxKind.PropertyDeclaration,
        SyntaxKind.IndexerDeclaration,
        SyntaxKind.CompilationUnit);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        Checks.Select(check => check.Rule).ToImmutableArray();

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            ContractBook book = ContractBook.Create(
                start.Compilation, start.Options.AdditionalFiles, start.CancellationToken);
            var callees = new CalleeBodies(book);
            start.RegisterSyntaxNodeAction(node => Analyze(node, book, callees), MemberKinds);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, ContractBook book, CalleeBodies callees)
    {
        if (BodyOf(context.Node) is not { } body || !MentionsLock(body, book))
            return;
        foreach (Diagnostic diagnostic in Analyze(
            context.Node, body, context.SemanticModel, book, callees, context.CancellationToken))
            context.ReportDiagnostic(diagnostic);
    }

    private static ImmutableArray<Diagnostic> Analyze(
        SyntaxNode declaration,
        SyntaxNode body,
        SemanticModel model,
        ContractBook book,
        CalleeBodies callees,
        CancellationToken cancellation)
    {
        if (ControlFlowGraph.Create(body, model, cancellation) is not { } graph)
            return ImmutableArray<Diagnostic>.Empty;
        if (SymbolOf(declaration, model, cancellation) is not { } member)
            return ImmutableArray<Diagnostic>.Empty;
        var findings = new List<Finding>();
        foreach ((ControlFlowGraph nested, ISymbol symbol, SyntaxNode syntax) in NestedBodies.WithSelf(
            graph, member, declaration, book, cancellation))
        {
            MemberBody analyzed = MemberBody.Analyze(nested, symbol, syntax, book, callees, cancellation);
            findings.AddRange(Checks.SelectMany(check => check.Run(analyzed)));
        }

        return DiagnosticBuilder.Build(findings);
    }

    /// <summary>The node that a control-flow graph can be made of; null if the member has no body of its own.</summary>
    private static SyntaxNode? BodyOf(SyntaxNode member) => member switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null ? method : null,
        AccessorDeclarationSyntax accessor => accessor.Body is not null || accessor.ExpressionBody is not null ? accessor : null,
        PropertyDeclarationSyntax property => property.ExpressionBody,
        IndexerDeclarationSyntax indexer => indexer.ExpressionBody,
        CompilationUnitSyntax unit => unit.Members.Any(SyntaxKind.GlobalStatement) ? unit : null,
        _ => null,
    };

    private static ISymbol? SymbolOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation) =>
        model.GetDeclaredSymbol(declaration, cancellation) switch
        {
            IPropertySymbol property => property.GetMethod,
            var symbol => symbol,
        };

    private static bool MentionsLock(SyntaxNode body, ContractBook book)
    {
        foreach (SyntaxToken token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && book.Mentions(token.ValueText))
                return true;
        }

        return false;
    }
}
