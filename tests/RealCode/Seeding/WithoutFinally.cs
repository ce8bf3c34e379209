using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>A try as people write it who know no finally: the same statements before each return and at the end.</summary>
internal static class WithoutFinally
{
    public static ImmutableArray<TextChange> Of(TryStatementSyntax statement, SemanticModel model)
    {
        BlockSyntax clean = statement.Finally!.Block;
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        if (statement.Catches.Count == 0)
            changes.Add(new TextChange(statement.TryKeyword.Span, ""));
        foreach (ReturnStatementSyntax back in ReturnsIn(statement))
            changes.AddRange(Around(back, clean));
        bool goesOn = model.AnalyzeControlFlow(statement.Block) is { Succeeded: true, EndPointIsReachable: true }
            || statement.Catches.Count > 0;
        changes.Add(new TextChange(goesOn ? statement.Finally.FinallyKeyword.Span : statement.Finally.Span, ""));
        return changes.ToImmutable();
    }

    /// <summary>Edits beside what is returned, so that others may be made inside it.</summary>
    private static IEnumerable<TextChange> Around(ReturnStatementSyntax back, BlockSyntax clean)
    {
        if (back.Expression is null || back.Expression.IsKind(SyntaxKind.NullLiteralExpression)
            || back.Expression.IsKind(SyntaxKind.DefaultLiteralExpression))
        {
            yield return new TextChange(new TextSpan(back.SpanStart, 0), $"{{ {clean} ");
            yield return new TextChange(new TextSpan(back.Span.End, 0), " }");
            yield break;
        }

        yield return new TextChange(back.ReturnKeyword.Span, "{ var seeded =");
        yield return new TextChange(new TextSpan(back.Span.End, 0), $" {clean} return seeded; }}");
    }

    private static IEnumerable<ReturnStatementSyntax> ReturnsIn(TryStatementSyntax statement) =>
        Shape.NodesOf(statement).OfType<ReturnStatementSyntax>().Where(back => !statement.Finally!.Span.Contains(back.Span));
}
