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
            changes.AddRange(WithoutTry(statement));
        foreach (ReturnStatementSyntax back in ReturnsIn(statement))
            changes.AddRange(Around(back, clean));
        bool goesOn = model.AnalyzeControlFlow(statement.Block) is { Succeeded: true, EndPointIsReachable: true }
            || statement.Catches.Count > 0;
        if (!goesOn)
            changes.Add(new TextChange(statement.Finally.Span, ""));
        else
            changes.AddRange(WithoutBraces(clean, statement.Finally.FinallyKeyword));
        return changes.ToImmutable();
    }

    private static IEnumerable<TextChange> WithoutTry(TryStatementSyntax statement) =>
        WithoutBraces(statement.Block, statement.TryKeyword);

    /// <summary>The braces stay where they keep names apart.</summary>
    private static IEnumerable<TextChange> WithoutBraces(BlockSyntax block, SyntaxToken keyword)
    {
        yield return new TextChange(keyword.Span, "");
        if (block.Statements.Any(DeclaresWhatOthersUse)
            || block.FirstAncestorOrSelf<TryStatementSyntax>()!.Parent is not (BlockSyntax or SwitchSectionSyntax))
            yield break;
        yield return new TextChange(block.OpenBraceToken.Span, "");
        yield return new TextChange(block.CloseBraceToken.Span, "");
    }

    private static bool DeclaresWhatOthersUse(StatementSyntax statement) => statement is LocalFunctionStatementSyntax
        || statement.DescendantNodesAndSelf().Select(NameOf).OfType<string>().Any(name => IsUsedOutside(name, statement.Parent!));

    private static string? NameOf(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        _ => null,
    };

    private static bool IsUsedOutside(string name, SyntaxNode block) => block.Ancestors()
        .First(node => node is MemberDeclarationSyntax).DescendantTokens()
        .Any(token => token.ValueText == name && !block.Span.Contains(token.Span));

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
