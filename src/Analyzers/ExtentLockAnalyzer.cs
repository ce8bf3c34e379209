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
        new ContractNotDeclared(),
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
            var summaries = new Summaries(book);
            var members = new LockMembers(summaries);

            // Asking for syntax nodes or operations would make the compiler collect them for every member there is.
            start.RegisterSemanticModelAction(model => Analyze(model, summaries, members));
        });
    }

    private static void Analyze(SemanticModelAnalysisContext context, Summaries summaries, LockMembers members)
    {
        SemanticModel model = context.SemanticModel;
        CancellationToken cancellation = context.CancellationToken;
        RuleOptions? options = null;
        foreach (LockMember member in members.In(model, context.FilterSpan, cancellation))
        {
            options ??= RuleOptions.From(context.Options.AnalyzerConfigOptionsProvider.GetOptions(model.SyntaxTree));
            foreach (Diagnostic diagnostic in Analyze(member, model, summaries, options, cancellation))
                context.ReportDiagnostic(diagnostic);
        }
    }

    /// <summary>What is to be said of one member.</summary>
    internal static ImmutableArray<Diagnostic> Analyze(
        LockMember member, SemanticModel model, Summaries summaries, RuleOptions options, CancellationToken cancellation)
    {
        if (SymbolOf(member.Declaration, model, cancellation) is not { } symbol
            || summaries.Take(symbol, member.Declaration, member.Body, model, cancellation) is not { } analyzed)
            return ImmutableArray<Diagnostic>.Empty;
        var findings = Checks.SelectMany(check => check.Run(analyzed)).ToList();
        foreach ((ControlFlowGraph graph, ISymbol nested, SyntaxNode syntax) in NestedBodies.Of(
            analyzed.Body.Graph.Graph, member.IsConcerned, cancellation))
        {
            MemberBody inner = MemberBody.Analyze(
                graph, nested, syntax, new Callees(summaries, model, nested, graph, cancellation));
            findings.AddRange(Checks.SelectMany(check => check.Run(inner)));
        }

        return DiagnosticBuilder.Build(Precedence.Speaking(findings.FindAll(options.Allow)));
    }

    private static ISymbol? SymbolOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation) =>
        model.GetDeclaredSymbol(declaration, cancellation) switch
        {
            IPropertySymbol property => property.GetMethod,
            var symbol => symbol,
        };
}
