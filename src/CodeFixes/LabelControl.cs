using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// The clean-up of a label written out at the exit that is to share it. Where many paths meet at a label, the analysis
/// may be too coarse to see that one of them releases what it does not hold; at the exit it sees that path alone.
/// </summary>
/// <remarks>
/// What does not leak at the exit is not held there, so a release of it must be dead: in its place stands the way out,
/// before anything else is released. If it can be reached, the old leak is still there.
/// </remarks>
internal sealed class LabelControl(
    SourceText text, FunctionBody body, StatementSyntax exit, ImmutableArray<Leak> leaks, Cleanups cleanups)
{
    public SourceText? Of(LabelTarget target, string value, ImmutableArray<StatementSyntax> repeated)
    {
        bool assigns = target.IsVariable && !target.IsNewVariable && value != "" && value != target.Returned;
        string assignment = assigns ? target.Returned + " = " + value + ";" : "";
        string wayOut = assigns ? "return " + target.Returned + ";" : exit.ToString();
        ILookup<bool, StatementSyntax> hasStrangers = target.Work.ToLookup(statement => Strangers(statement).Any());
        IEnumerable<string> cleanUp = hasStrangers[true]
            .Select(statement => Leaving(statement, wayOut))
            .Concat(hasStrangers[false].Select(statement => statement.ToString()));

        SourceEdits edits = new(text, body);
        edits.Replace(exit.Span, string.Join("\n", ["{", assignment, .. cleanUp, wayOut, "}"]));
        foreach (StatementSyntax statement in repeated)
            edits.Remove(statement.Span);

        return edits.Apply();
    }

    /// <summary>Releases of what does not leak at the exit; one that is only now made does.</summary>
    private IEnumerable<ExpressionStatementSyntax> Strangers(StatementSyntax statement) => statement
        .DescendantNodesAndSelf()
        .OfType<ExpressionStatementSyntax>()
        .Where(call => !cleanups.IsMade(call) && cleanups.IsRelease(call))
        .Where(call => !leaks.Any(leak => leak.Releases.Any(release => call.Span.Contains(release))));

    private string Leaving(StatementSyntax statement, string wayOut)
    {
        SourceText source = SourceText.From(statement.ToString());
        return source.WithChanges(Strangers(statement).Select(stranger => new TextChange(
            new TextSpan(stranger.SpanStart - statement.SpanStart, stranger.Span.Length), wayOut))).ToString();
    }
}
