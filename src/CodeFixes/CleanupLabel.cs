using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>A label of the member whose statements, up to the way out, do nothing but clean up.</summary>
internal sealed class CleanupLabel
{
    private CleanupLabel(LabeledStatementSyntax label, ImmutableArray<StatementSyntax> work, StatementSyntax? wayOut)
    {
        Label = label;
        Work = work;
        WayOut = wayOut;
    }

    public LabeledStatementSyntax Label { get; }

    /// <summary>What runs between the label and the way out, labels inside it taken off.</summary>
    public ImmutableArray<StatementSyntax> Work { get; }

    /// <summary>The return at its end; null if it runs off the end of the function.</summary>
    public StatementSyntax? WayOut { get; }

    public ExpressionSyntax? Returned => (WayOut as ReturnStatementSyntax)?.Expression;

    /// <summary>The labels that a jump from a statement may name, in source order.</summary>
    public static ImmutableArray<CleanupLabel> VisibleFrom(
        StatementSyntax exit, FunctionBody body, Cleanups cleanups) =>
        [.. body.Own()
            .OfType<LabeledStatementSyntax>()
            .Where(label => Outermost(label).Parent is { } list && list.Contains(exit))
            .Select(label => From(label, body))
            .OfType<CleanupLabel>()
            .Where(label => label.Work.All(cleanups.Contains))];

    public bool Releases(TextSpan release) => Work.Any(statement => statement.Span.Contains(release));

    private static CleanupLabel? From(LabeledStatementSyntax label, FunctionBody body)
    {
        LabeledStatementSyntax outermost = Outermost(label);
        ImmutableArray<StatementSyntax> list = FunctionBody.ListOf(outermost);
        List<StatementSyntax> work = [];
        foreach (StatementSyntax labelled in list.Skip(list.IndexOf(outermost)))
        {
            StatementSyntax statement = Unlabelled(labelled);
            if (statement is ReturnStatementSyntax || statement.IsKind(SyntaxKind.YieldBreakStatement))
                return new CleanupLabel(label, [.. work], statement);

            if (statement is LocalFunctionStatementSyntax)
                break;

            work.Add(statement);
        }

        return outermost.Parent == body.Block && body.ReturnedType is null
            ? new CleanupLabel(label, [.. work], wayOut: null)
            : null;
    }

    /// <summary>The first of several labels on one statement.</summary>
    private static LabeledStatementSyntax Outermost(LabeledStatementSyntax label) =>
        label.Parent is LabeledStatementSyntax outer ? Outermost(outer) : label;

    private static StatementSyntax Unlabelled(StatementSyntax statement) =>
        statement is LabeledStatementSyntax labelled ? Unlabelled(labelled.Statement) : statement;
}
