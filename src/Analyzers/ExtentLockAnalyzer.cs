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
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers;

/// <summary>
/// Runs the stages over every member whose text mentions a lock: flatten, solve, check, report. Members without such a
/// name cost a look at their text and nothing more.
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
            var names = new NameScan(book.Mentions);

            // Asking for syntax nodes or operations would make the compiler collect them for every member there is.
            start.RegisterSemanticModelAction(model => Analyze(model, book, callees, names));
        });
    }

    private static void Analyze(
        SemanticModelAnalysisContext context, ContractBook book, CalleeBodies callees, NameScan names)
    {
        SemanticModel model = context.SemanticModel;
        CancellationToken cancellation = context.CancellationToken;
        List<int> places = names.PlacesIn(model.SyntaxTree.GetText(cancellation));
        if (places.Count == 0)
            return;
        foreach ((SyntaxNode declaration, SyntaxNode body) in DeclaredBodies.In(
            model.SyntaxTree.GetRoot(cancellation), context.FilterSpan))
        {
            if (!NameScan.Touches(places, body.Span) || !MentionsLock(body, book))
                continue;
            foreach (Diagnostic diagnostic in Analyze(declaration, body, model, book, callees, cancellation))
                context.ReportDiagnostic(diagnostic);
        }
    }

    /// <summary>What is to be said of one member.</summary>
    internal static ImmutableArray<Diagnostic> Analyze(
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
