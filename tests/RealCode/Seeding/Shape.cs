using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>How acquire and release stand in their statements, and where something can be put between them.</summary>
internal static class Shape
{
    /// <summary>Without what is inside lambdas and local functions.</summary>
    public static IEnumerable<SyntaxNode> NodesOf(SyntaxNode part) => part.DescendantNodes(node =>
        node == part || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    /// <summary>The statement of a list of statements that the node stands in; null inside an expression body.</summary>
    public static StatementSyntax? StatementAround(SyntaxNode node) =>
        node.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(statement => statement is not BlockSyntax
            && statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax);

    /// <summary>The statement that is nothing but this call, awaited perhaps.</summary>
    public static ExpressionStatementSyntax? StatementOf(InvocationExpressionSyntax call) =>
        Whole(call).Parent as ExpressionStatementSyntax;

    /// <summary>Through awaits, their configuration, and parentheses.</summary>
    public static ExpressionSyntax Whole(ExpressionSyntax call)
    {
        while (true)
        {
            switch (call.Parent)
            {
                case AwaitExpressionSyntax or ParenthesizedExpressionSyntax:
                    call = (ExpressionSyntax)call.Parent;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax }:
                    call = (ExpressionSyntax)call.Parent.Parent!;
                    break;
                default:
                    return call;
            }
        }
    }

    /// <summary>Where the lock is certainly held, right after it was taken; null where it takes more to tell.</summary>
    public static int? HeldFrom(LockUse acquire)
    {
        if (StatementOf(acquire.Call) is { } alone)
        {
            if (alone.Parent is not BlockSyntax around)
                return null;
            StatementSyntax? next = around.Statements.SkipWhile(statement => statement != alone).ElementAtOrDefault(1);
            return acquire.IsCertain ? alone.Span.End : HeldFrom(FlagOf(acquire), next);
        }

        ExpressionSyntax whole = Whole(acquire.Call);
        return whole.Parent switch
        {
            IfStatementSyntax { Statement: BlockSyntax block } => block.OpenBraceToken.Span.End,
            PrefixUnaryExpressionSyntax { Parent: IfStatementSyntax { Else: null, Parent: BlockSyntax } refused } negation
                when negation.IsKind(SyntaxKind.LogicalNotExpression) && Leaves(refused.Statement) => refused.Span.End,
            _ => null,
        };
    }

    /// <summary>The next statement asks the flag by which the acquire tells whether it succeeded.</summary>
    private static int? HeldFrom(string? flag, StatementSyntax? next) => next switch
    {
        IfStatementSyntax { Condition: IdentifierNameSyntax name, Statement: BlockSyntax block }
            when name.Identifier.ValueText == flag => block.OpenBraceToken.Span.End,
        IfStatementSyntax { Condition: PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax name }, Else: null } refused
            when name.Identifier.ValueText == flag && Leaves(refused.Statement) => refused.Span.End,
        _ => null,
    };

    /// <summary>What is passed by reference.</summary>
    private static string? FlagOf(LockUse acquire) => acquire.Call.ArgumentList.Arguments
        .Where(argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None))
        .Select(argument => (argument.Expression as IdentifierNameSyntax)?.Identifier.ValueText).FirstOrDefault();

    /// <summary>The try whose finally the node stands in, within the function.</summary>
    public static TryStatementSyntax? FinallyAround(SyntaxNode node, SyntaxNode function) =>
        node.Ancestors().TakeWhile(outer => outer != function).OfType<FinallyClauseSyntax>().FirstOrDefault()?.Parent
            as TryStatementSyntax;

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax { Statements: [.., { } last] } => Leaves(last),
        ReturnStatementSyntax or ThrowStatementSyntax => true,
        _ => false,
    };
}
