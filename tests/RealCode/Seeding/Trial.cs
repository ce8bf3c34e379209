using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>
/// One member of a compilation, as it stands or with a seed in it: what the compiler and the analyzer say of it. Nothing
/// else of the compilation is looked at, but for what the member calls.
/// </summary>
internal sealed class Trial
{
    private int? _errors;

    private Trial(SemanticModel model, Summaries summaries, LockMember? member)
    {
        Model = model;
        Summaries = summaries;
        Member = member;
        Reports = member is null ? [] : Analyze(member, model, summaries);
    }

    public SemanticModel Model { get; }

    public Summaries Summaries { get; }

    /// <summary>Null if the analyzer does not look into it.</summary>
    public LockMember? Member { get; }

    public ImmutableArray<Diagnostic> Reports { get; }

    public bool HasWarning => Reports.Any(report => report.DefaultSeverity == DiagnosticSeverity.Warning);

    /// <summary>The member around the place, unchanged.</summary>
    public static Trial Of(SemanticModel model, Summaries summaries, int place) =>
        new(model, summaries, MemberAt(model, summaries, place));

    /// <summary>The member with the seed; null if the compiler refuses what it took before.</summary>
    public static Trial? Of(Seed seed, Trial original)
    {
        SyntaxTree tree = original.Model.SyntaxTree;
        SyntaxTree changed = tree.WithChangedText(tree.GetText().WithChanges(seed.Changes.OrderBy(change => change.Span.Start)));
        Compilation compilation = original.Model.Compilation.ReplaceSyntaxTree(tree, changed);
        SemanticModel model = compilation.GetSemanticModel(changed);
        int growth = changed.Length - tree.Length;
        TextSpan span = original.Member!.Declaration.Span;
        if (ErrorsIn(model, new TextSpan(span.Start, span.Length + growth)) > (original._errors ??= ErrorsIn(original.Model, span)))
            return null;
        var summaries = new Summaries(ContractBook.Create(compilation, [], CancellationToken.None));
        return new Trial(model, summaries, MemberAt(model, summaries, original.Member.Body.SpanStart + 1));
    }

    /// <summary>Warnings in the whole file: who leaves a lock to its callers has it reported there.</summary>
    public int WarningsInFile() => new LockMembers(Summaries).In(Model, null, CancellationToken.None)
        .SelectMany(member => Analyze(member, Model, new Summaries(Summaries.Book)))
        .Count(report => report.DefaultSeverity == DiagnosticSeverity.Warning);

    public int Count(string id) => Reports.Count(report => report.Id == id);

    /// <summary>The member's body and those of the functions in it, solved.</summary>
    public IEnumerable<MemberBody> Bodies()
    {
        var summaries = new Summaries(Summaries.Book);
        ISymbol? symbol = Member is null ? null : Model.GetDeclaredSymbol(Member.Declaration);
        symbol = symbol is IPropertySymbol property ? property.GetMethod : symbol;
        if (Member is null || symbol is null
            || summaries.Take(symbol, Member.Declaration, Member.Body, Model, CancellationToken.None) is not { } outer)
            yield break;
        yield return outer;
        foreach ((ControlFlowGraph graph, ISymbol nested, SyntaxNode syntax) in NestedBodies.Of(
            outer.Body.Graph.Graph, Member.IsConcerned, CancellationToken.None))
        {
            yield return MemberBody.Analyze(
                graph, nested, syntax, new Callees(summaries, Model, nested, graph, CancellationToken.None));
        }
    }

    private static ImmutableArray<Diagnostic> Analyze(LockMember member, SemanticModel model, Summaries summaries) =>
        ExtentLockAnalyzer.Analyze(member, model, summaries, RuleOptions.None, CancellationToken.None);

    private static int ErrorsIn(SemanticModel model, TextSpan span) =>
        model.GetDiagnostics(span).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static LockMember? MemberAt(SemanticModel model, Summaries summaries, int place)
    {
        IEnumerable<LockMember> touching = new LockMembers(summaries).In(model, new TextSpan(place, 1), CancellationToken.None);
        return touching.FirstOrDefault(member => member.Declaration.Span.Contains(place));
    }
}
