using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.CodeFixes;

/// <summary>The innermost method, accessor, local function or lambda around a leak, if its body is a block.</summary>
internal sealed class FunctionBody
{
    /// <summary>The bit of <c>Exits.Calls</c>.</summary>
    private const int Calls = 4;

    private FunctionBody(BlockSyntax block, MemberDeclarationSyntax member, IMethodSymbol symbol)
    {
        Block = block;
        Member = member;
        Symbol = symbol;
    }

    public BlockSyntax Block { get; }

    /// <summary>The declaration around it, next to the type: what is judged again after a change.</summary>
    public MemberDeclarationSyntax Member { get; }

    public IMethodSymbol Symbol { get; }

    public bool IsIterator => Own().Any(node => node is YieldStatementSyntax);

    /// <summary>
    /// True where a cleanup label is the house's way out: it has labels already, or its proof leaves out calls that
    /// throw, so that a label is as sound as a finally.
    /// </summary>
    public bool PrefersLabels =>
        Own().Any(node => node is LabeledStatementSyntax) || (Proof(Symbol) is { } exits && (exits & Calls) == 0);

    /// <summary>What a <c>return</c> carries; null where it carries nothing.</summary>
    public ITypeSymbol? ReturnedType
    {
        get
        {
            if (Symbol.ReturnsVoid || IsIterator)
                return null;

            if (!Symbol.IsAsync)
                return Symbol.ReturnType;

            // In broken code an async function may return anything.
            return Symbol.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } results } ? results[0] : null;
        }
    }

    public static FunctionBody? Around(SyntaxNode node, SemanticModel model)
    {
        MemberDeclarationSyntax? member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>(
            declaration => declaration is not BaseTypeDeclarationSyntax);
        BlockSyntax? block = BodyOf(node.AncestorsAndSelf().FirstOrDefault(IsFunction));

        return member is not null
            && block is not null
            && model.GetEnclosingSymbol(block.OpenBraceToken.Span.End) is IMethodSymbol symbol
                ? new FunctionBody(block, member, symbol)
                : null;
    }

    /// <summary>The nodes of this function without those of functions inside it.</summary>
    public IEnumerable<SyntaxNode> Own() => Block.DescendantNodes(IsOwn).Where(IsOwn);

    /// <summary>A name that nothing in the member has: in nested scopes, too, labels and locals may not meet.</summary>
    public string Unique(string wanted)
    {
        HashSet<string> taken = [.. Member.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)];
        string name = wanted;
        for (int i = 2; taken.Contains(name); i++)
            name = wanted + i.ToString(CultureInfo.InvariantCulture);

        return name;
    }

    /// <summary>The list of statements that a statement stands in; empty if it is embedded.</summary>
    public static ImmutableArray<StatementSyntax> ListOf(SyntaxNode statement) => statement.Parent switch
    {
        BlockSyntax block => [.. block.Statements],
        SwitchSectionSyntax section => [.. section.Statements],
        _ => [],
    };

    /// <summary>The exits that the nearest <c>[ReleasesOnAllPaths]</c> covers; null where there is none.</summary>
    private static int? Proof(ISymbol? symbol)
    {
        AttributeData? proof = symbol?.GetAttributes().FirstOrDefault(attribute =>
            attribute.AttributeClass?.ToDisplayString() == "ExtentLock.Contracts.ReleasesOnAllPathsAttribute");
        if (proof is null)
            return symbol is null or INamespaceSymbol ? null : Proof(Outer(symbol));

        object? named = proof.NamedArguments.FirstOrDefault(argument => argument.Key == "On").Value.Value;
        return named is int exits ? exits : Calls;
    }

    private static ISymbol? Outer(ISymbol symbol) =>
        (symbol as IMethodSymbol)?.AssociatedSymbol
        ?? symbol.ContainingSymbol switch
        {
            INamespaceSymbol => symbol.ContainingAssembly,
            { } outer => outer,
            null => null,
        };

    private static bool IsFunction(SyntaxNode node) => node
        is BaseMethodDeclarationSyntax
        or AccessorDeclarationSyntax
        or LocalFunctionStatementSyntax
        or AnonymousFunctionExpressionSyntax;

    /// <summary>True if the list that a statement stands in goes on, up to an end, with an await or yield.</summary>
    public static bool IsFollowedByWait(StatementSyntax statement, int end) => ListOf(statement)
        .Where(next => next.SpanStart > statement.SpanStart && next.Span.End <= end)
        .SelectMany(next => next.DescendantNodesAndSelf(IsOwn))
        .Any(node => node is AwaitExpressionSyntax || node.IsKind(SyntaxKind.YieldReturnStatement));

    /// <summary>False for a function inside a function.</summary>
    public static bool IsOwn(SyntaxNode node) =>
        node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private static BlockSyntax? BodyOf(SyntaxNode? function) => function switch
    {
        BaseMethodDeclarationSyntax method => method.Body,
        AccessorDeclarationSyntax accessor => accessor.Body,
        LocalFunctionStatementSyntax local => local.Body,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        _ => null,
    };
}
