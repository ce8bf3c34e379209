using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>
/// Finds the statement by which an edge leaves the member. <c>return;</c>, <c>break</c> and <c>goto</c> leave nothing in the
/// graph, so the text is followed from the last operation to the statement that control reaches next.
/// </summary>
internal static class ExitSites
{
    /// <summary>The return statement or value; the body itself where control falls off its end.</summary>
    public static SyntaxNode Of(FlowEdge edge, ControlFlowGraph graph)
    {
        SyntaxNode body = graph.OriginalOperation.Syntax;
        BasicBlock block = edge.Source;
        if (edge.Branch.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is { } value && edge.WhenTrue is null)
            return value.Syntax.FirstAncestorOrSelf<StatementSyntax>(node => node is ReturnStatementSyntax) ?? value.Syntax;
        for (int hops = 0; hops < 8; hops++)
        {
            SyntaxNode? last = block.BranchValue?.Syntax ?? block.Operations.LastOrDefault()?.Syntax;
            if (last is not null)
                return After(last, edge.Source == block ? edge.WhenTrue : null, body) ?? body;
            if (InCatch(block, graph) is { } inCatch)
                return First(inCatch.Block, body) ?? body;
            if (block.Predecessors.Length != 1)
                return body;
            ControlFlowBranch entered = block.Predecessors[0];
            if (entered.Source.BranchValue is { } condition && entered.Source.ConditionKind != ControlFlowConditionKind.None)
            {
                bool whenTrue = entered.IsConditionalSuccessor
                    == (entered.Source.ConditionKind == ControlFlowConditionKind.WhenTrue);
                return After(condition.Syntax, whenTrue, body) ?? body;
            }

            block = entered.Source;
        }

        return body;
    }

    /// <summary>A handler without operations: the clause of the try whose operations stand in the region before it.</summary>
    private static CatchClauseSyntax? InCatch(BasicBlock block, ControlFlowGraph graph)
    {
        ControlFlowRegion? region = block.EnclosingRegion;
        while (region is not null && region.Kind is not (ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler))
            region = region.Around();
        if (region?.EnclosingRegion is not { Kind: ControlFlowRegionKind.TryAndCatch } both || region.FirstBlockOrdinal != block.Ordinal)
            return null;
        int index = both.NestedRegions.IndexOf(region) - 1;
        for (int i = both.FirstBlockOrdinal; i <= both.NestedRegions[0].LastBlockOrdinal; i++)
        {
            SyntaxNode? inside = graph.Blocks[i].Operations.FirstOrDefault()?.Syntax ?? graph.Blocks[i].BranchValue?.Syntax;
            TryStatementSyntax? statement = inside?.Ancestors().OfType<TryStatementSyntax>()
                .FirstOrDefault(candidate => candidate.Catches.Count == both.NestedRegions.Length - 1
                    && candidate.Block.Span.Contains(inside.Span));
            if (statement is not null)
                return statement.Catches[index];
        }

        return null;
    }

    private static SyntaxNode? After(SyntaxNode last, bool? whenTrue, SyntaxNode body)
    {
        if (whenTrue is { } truth && Taken(last, truth) is { } taken)
            return taken.Enter is not null ? First(taken.Enter, body) : Next(taken.Leave!, body);
        StatementSyntax? statement = last.FirstAncestorOrSelf<StatementSyntax>(node => node is not BlockSyntax);
        if (statement is ReturnStatementSyntax)
            return statement;
        if (statement is CommonForEachStatementSyntax loop && !loop.Expression.Span.Contains(last.Span))
            return First(loop.Statement, body); // The loop variable has just been set.
        return statement is null || statement == body ? null : Next(statement, body);
    }

    /// <summary>Where a condition leads: into a branch, or past its statement.</summary>
    private static (StatementSyntax? Enter, StatementSyntax? Leave)? Taken(SyntaxNode condition, bool truth)
    {
        for (SyntaxNode? node = condition; node is not null; node = node.Parent)
        {
            switch (node.Parent)
            {
                case PrefixUnaryExpressionSyntax prefix when prefix.IsKind(SyntaxKind.LogicalNotExpression):
                    truth = !truth;
                    break;
                case IfStatementSyntax statement when statement.Condition == node:
                    return truth ? (statement.Statement, null)
                        : statement.Else is { } otherwise ? (otherwise.Statement, null)
                        : (null, statement);
                case WhileStatementSyntax loop when loop.Condition == node:
                    return truth ? (loop.Statement, null) : (null, loop);
                case DoStatementSyntax loop when loop.Condition == node:
                    return truth ? (loop.Statement, null) : (null, loop);
                case ForStatementSyntax loop when loop.Condition == node:
                    return truth ? (loop.Statement, null) : (null, loop);
                case CommonForEachStatementSyntax loop when loop.Expression == node:
                    return truth ? (loop.Statement, null) : (null, loop);
                case SwitchSectionSyntax { Parent: SwitchStatementSyntax choice } section:
                    if (!truth)
                        section = choice.Sections.FirstOrDefault(other => other.Labels.Any(SyntaxKind.DefaultSwitchLabel));
                    // In broken code a section may have no statement.
                    return section?.Statements.FirstOrDefault() is { } first ? (first, null) : (null, choice);
                case CatchFilterClauseSyntax { Parent: CatchClauseSyntax handler } when truth:
                    return (handler.Block, null);
                case StatementSyntax or ArrowExpressionClauseSyntax or null:
                    return null;
            }

            if (node is CommonForEachStatementSyntax forEach)
                return truth ? (forEach.Statement, null) : (null, forEach);
        }

        return null;
    }

    /// <summary>The exit that entering this statement leads to without doing anything; null if it does something.</summary>
    private static SyntaxNode? First(StatementSyntax statement, SyntaxNode body)
    {
        for (int hops = 0; hops < 200; hops++)
        {
            switch (statement)
            {
                case ReturnStatementSyntax or YieldStatementSyntax { RawKind: (int)SyntaxKind.YieldBreakStatement }:
                    return statement;
                case BlockSyntax { Statements.Count: > 0 } block:
                    statement = block.Statements[0];
                    continue;
                case LabeledStatementSyntax labeled:
                    statement = labeled.Statement;
                    continue;
                case GotoStatementSyntax { Expression: IdentifierNameSyntax label }:
                    LabeledStatementSyntax? target = body.DescendantNodes().OfType<LabeledStatementSyntax>()
                        .FirstOrDefault(node => node.Identifier.ValueText == label.Identifier.ValueText);
                    if (target is null)
                        return null;
                    statement = target.Statement;
                    continue;
                case BreakStatementSyntax:
                    StatementSyntax? left = statement.Ancestors().OfType<StatementSyntax>().FirstOrDefault(node =>
                        node is SwitchStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);
                    return left is null ? null : Next(left, body);
                case EmptyStatementSyntax or BlockSyntax or LocalFunctionStatementSyntax:
                    return Next(statement, body);
                default:
                    return null;
            }
        }

        return null;
    }

    private static SyntaxNode? Next(StatementSyntax statement, SyntaxNode body)
    {
        SyntaxNode current = statement;
        for (SyntaxNode? parent = current.Parent; parent is not null && current != body; parent = parent.Parent)
        {
            SyntaxList<StatementSyntax>? siblings = (parent as BlockSyntax)?.Statements ?? (parent as SwitchSectionSyntax)?.Statements;
            if (siblings is { } list && current is StatementSyntax child && list.IndexOf(child) is >= 0 and var index
                && index + 1 < list.Count)
                return First(list[index + 1], body);
            if (parent is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)
                return null;
            current = parent;
        }

        return null;
    }
}
