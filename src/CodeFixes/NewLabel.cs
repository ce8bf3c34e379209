using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.CodeFixes;

/// <summary>
/// A cleanup label where there is none: after the normal way out, which does not fall into it, ending in a return of
/// its own. Made in the function's outermost block, where every jump of the function can see it.
/// </summary>
internal sealed class NewLabel(SemanticModel model, FunctionBody body, StatementSyntax exit, ImmutableArray<Leak> leaks)
{
    private const string DefaultName = "unlock_err";
    private const string DefaultVariable = "ret";

    /// <summary>Names under which members keep their result until they return it.</summary>
    private static readonly ImmutableArray<string> ResultNames =
        ["ret", "retval", "err", "error", "rc", "result", "res", "status"];

    public IEnumerable<LabelTarget> Targets()
    {
        StatementSyntax? last =
            body.Block.Statements.LastOrDefault(statement => statement is not LocalFunctionStatementSyntax);
        if (last is null || body.Block.CloseBraceToken.LeadingTrivia.Any(trivia => trivia.IsDirective))
            yield break;

        string name = Name();
        foreach (string? variable in Variables())
        {
            string returned = variable ?? (body.ReturnedType is null ? "" : body.Unique(DefaultVariable));
            foreach (ImmutableArray<StatementSyntax> work in Combinations())
            {
                yield return new LabelTarget(name, returned, returned != "", work, edits =>
                {
                    if (variable is null && returned != "")
                        Declare(edits, returned);

                    Append(edits, last, name, work, returned);
                })
                {
                    IsNewVariable = variable is null,
                };
            }
        }
    }

    /// <summary>One release for each leak, acquired last released first; the best of each kind come first.</summary>
    private IEnumerable<ImmutableArray<StatementSyntax>> Combinations()
    {
        IEnumerable<ImmutableArray<StatementSyntax>> none = [[]];
        return leaks.OrderByDescending(leak => leak.Acquire.Start).Aggregate(none, (combined, leak) =>
            from earlier in combined
            from copy in ReleaseCopies.For(leak, body, model)
            select earlier.Contains(copy) ? earlier : earlier.Add(copy));
    }

    /// <summary>A label's name that says what it gives back: <c>free_err</c>.</summary>
    public string NameAfter(Leak leak)
    {
        string method = leak.Releases
            .Where(body.Block.Span.Contains)
            .SelectMany(release => body.Block.FindNode(release).DescendantNodesAndSelf())
            .OfType<InvocationExpressionSyntax>()
            .Select(call => call.Expression.GetLastToken().ValueText)
            .LastOrDefault() ?? "unlock";
        StringBuilder snake = new();
        foreach (char letter in method)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');

            snake.Append(char.ToLowerInvariant(letter));
        }

        return body.Unique(snake.Append("_err").ToString());
    }

    /// <summary>The first label is <c>unlock_err</c>; a further one is told apart by what it gives back.</summary>
    private string Name() =>
        body.Unique(DefaultName) is var name && name == DefaultName ? name : NameAfter(leaks.Last());

    /// <summary>The member's own result variable, then null: one to be declared, or none at all.</summary>
    private IEnumerable<string?> Variables()
    {
        string? own = body.ReturnedType is null
            ? null
            : body.Block.Statements
                .TakeWhile(statement => statement.SpanStart < exit.SpanStart)
                .OfType<LocalDeclarationStatementSyntax>()
                .SelectMany(declaration => declaration.Declaration.Variables)
                .Where(IsFitting)
                .Select(variable => variable.Identifier.ValueText)
                .OrderBy(ResultNames.IndexOf)
                .FirstOrDefault();
        if (own is not null)
            yield return own;

        yield return null;
    }

    private bool IsFitting(VariableDeclaratorSyntax variable) =>
        ResultNames.Contains(variable.Identifier.ValueText)
        && model.GetDeclaredSymbol(variable)
            is ILocalSymbol { IsConst: false, IsUsing: false, RefKind: RefKind.None } local
        && SymbolEqualityComparer.Default.Equals(local.Type, body.ReturnedType);

    private void Declare(SourceEdits edits, string variable)
    {
        string type = TypeText.Of(body.ReturnedType!, model, exit.SpanStart);
        StatementSyntax? declared = body.Block.Statements
            .TakeWhile(statement => statement is LocalDeclarationStatementSyntax && !statement.Span.Contains(exit.Span))
            .LastOrDefault();
        int after = declared?.Span.End ?? body.Block.OpenBraceToken.Span.End;
        string indent = edits.IndentAt(body.Block.OpenBraceToken.SpanStart) + edits.Unit;
        string gap = declared is null ? edits.NewLine : "";
        edits.Insert(edits.LineEnd(after), edits.NewLine + indent + type + " " + variable + ";" + gap);
    }

    private void Append(
        SourceEdits edits, StatementSyntax last, string name, ImmutableArray<StatementSyntax> work, string returned)
    {
        string outer = edits.IndentAt(body.Block.OpenBraceToken.SpanStart);
        string inner = outer + edits.Unit;
        string wayOut = body.IsIterator ? "yield break;" : "return;";
        string label = OtherLabelIndent(edits) ?? outer;
        List<string> lines = [];
        if (model.AnalyzeControlFlow(body.Block) is { Succeeded: true, EndPointIsReachable: true })
            lines.Add(inner + wayOut);

        lines.Add("");
        lines.Add(label + name + ":");
        lines.AddRange(work.Select(statement => inner + edits.Moved(statement, inner)));
        if (returned != "")
            lines.Add(inner + "return " + returned + ";");

        string appended = string.Concat(lines.Select(line => edits.NewLine + line));
        if (edits.OnOneLine(last.Span.End, body.Block.CloseBraceToken.SpanStart))
            edits.Insert(last.Span.End, appended + edits.NewLine + outer);
        else
            edits.Insert(edits.LineEnd(last.Span.End), appended);
    }

    private string? OtherLabelIndent(SourceEdits edits) => body.Block.Statements
        .OfType<LabeledStatementSyntax>()
        .Select(label => edits.IndentAt(label.SpanStart))
        .FirstOrDefault();
}
