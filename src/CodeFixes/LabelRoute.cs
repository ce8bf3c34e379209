using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Ideas for "route through the common cleanup label": all leaks of one exit at once, best idea first. An idea may well
/// be wrong (a variable that is not yet assigned, a release too many): <see cref="Trial"/> has the last word.
/// </summary>
internal sealed class LabelRoute(
    SourceText text,
    SemanticModel model,
    FunctionBody body,
    StatementSyntax exit,
    ImmutableArray<Leak> leaks,
    Cleanups cleanups)
{
    private readonly LabelControl control = new(text, body, exit, leaks, cleanups);
    private readonly NewLabel newLabel = new(model, body, exit, leaks);

    public static bool CanRoute(StatementSyntax statement) => statement
        is ReturnStatementSyntax { Expression: not RefExpressionSyntax }
        or YieldStatementSyntax { RawKind: (int)SyntaxKind.YieldBreakStatement };

    public IEnumerable<Candidate?> Candidates()
    {
        ImmutableArray<CleanupLabel> labels = CleanupLabel.VisibleFrom(exit, body, cleanups);
        return labels.SelectMany(Join)
            .Concat(labels.SelectMany(Split))
            .Concat(newLabel.Targets())
            .SelectMany(Routed);
    }

    private IEnumerable<LabelTarget> Join(CleanupLabel label)
    {
        if (leaks.All(leak => IsReleasedBy(leak, label.Work)))
            yield return Target(label, label.Label.Identifier.ValueText, label.Work, _ => { });
    }

    /// <summary>An exit that holds only what the end of a label's work releases gets a label there.</summary>
    private IEnumerable<LabelTarget> Split(CleanupLabel label)
    {
        int k = Enumerable.Range(0, label.Work.Length)
            .LastOrDefault(i => leaks.All(leak => IsReleasedBy(leak, label.Work.RemoveRange(0, i))));
        if (k == 0)
            yield break;

        StatementSyntax first = label.Work[k];
        string name = newLabel.NameAfter(leaks.Last());
        yield return Target(label, name, label.Work.RemoveRange(0, k), edits => edits.Insert(
            edits.LineStart(first.SpanStart), edits.IndentAt(label.Label.SpanStart) + name + ":" + edits.NewLine));
    }

    private static bool IsReleasedBy(Leak leak, ImmutableArray<StatementSyntax> work) =>
        leak.Releases.Any(release => work.Any(statement => statement.Span.Contains(release)));

    private LabelTarget Target(
        CleanupLabel label, string name, ImmutableArray<StatementSyntax> work, Action<SourceEdits> prepare) =>
        new(name, label.Returned?.ToString() ?? "", IsVariable(label.Returned), work, prepare);

    private bool IsVariable(ExpressionSyntax? returned) =>
        returned is IdentifierNameSyntax
        && model.GetSymbolInfo(returned).Symbol is ILocalSymbol { IsConst: false, RefKind: RefKind.None }
            or IParameterSymbol { RefKind: RefKind.None };

    private IEnumerable<Candidate?> Routed(LabelTarget target)
    {
        string value = (exit as ReturnStatementSyntax)?.Expression?.ToString() ?? "";
        if (value != target.Returned && !(target.IsVariable && value != ""))
            yield break;

        ImmutableArray<StatementSyntax> repeated = Repeated(target);
        if (!repeated.IsEmpty)
            yield return Routed(target, value, repeated);

        yield return Routed(target, value, []);
    }

    private Candidate? Routed(LabelTarget target, string value, ImmutableArray<StatementSyntax> repeated)
    {
        SourceEdits edits = new(text, body);
        target.Prepare(edits);
        new ExitRewrite(edits, body, exit).Redirect(target.Name, value == target.Returned ? null : target.Returned);
        foreach (StatementSyntax statement in repeated)
            edits.Remove(statement.Span);

        return edits.Apply() is { } routed ? new Candidate(routed, control.Of(target, value, repeated)) : null;
    }

    /// <summary>
    /// Releases before the exit that the label does again: above all an unlock of only a part. One that stands before
    /// an await or yield is left, for it is meant to come first.
    /// </summary>
    private ImmutableArray<StatementSyntax> Repeated(LabelTarget target)
    {
        ImmutableArray<StatementSyntax> list = FunctionBody.ListOf(exit);
        HashSet<string> done = [.. target.Work.Select(Text)];
        return [.. list
            .Take(Math.Max(list.IndexOf(exit), 0))
            .Where(statement => IsReleaseOfLeak(statement) || (done.Contains(Text(statement)) && IsRelease(statement)))
            .Where(statement => !FunctionBody.IsFollowedByWait(statement, exit.Span.End))];
    }

    private static string Text(StatementSyntax statement) => statement.NormalizeWhitespace().ToString();

    private bool IsRelease(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax call && cleanups.IsRelease(call);

    private bool IsReleaseOfLeak(StatementSyntax statement) => leaks
        .Where(leak => leak.Acquire.End <= statement.SpanStart)
        .SelectMany(leak => leak.Releases.Select(span => (Release: ReleaseCopies.Statement(body, span), leak.Releases)))
        .Any(own => own.Release is not null && ReleaseCopies.WithGuard(own.Release, own.Releases) == statement);
}
