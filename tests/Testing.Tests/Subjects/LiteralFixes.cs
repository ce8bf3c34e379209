using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Replaces a reported literal 1; derived fixes say by what.</summary>
public abstract class LiteralFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [OneAnalyzer.Id];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    protected static CodeAction Replacing(CodeFixContext context, ExpressionSyntax by, string key) =>
        CodeAction.Create($"Replace by {by}", token => ReplacedAsync(context, by, token), key);

    private static async Task<Document> ReplacedAsync(
        CodeFixContext context,
        ExpressionSyntax by,
        CancellationToken cancellationToken)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(cancellationToken))!;
        SyntaxNode old = root.FindNode(context.Span, getInnermostNodeForTie: true);
        return context.Document.WithSyntaxRoot(root.ReplaceNode(old, by.WithTriviaFrom(old)));
    }
}

/// <summary>Offers 2, and 3 inside a menu.</summary>
public sealed class TwoOrThreeFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        CodeAction three = Replacing(context, SyntaxFactory.ParseExpression("3"), "three");
        context.RegisterCodeFix(Replacing(context, SyntaxFactory.ParseExpression("2"), "two"), context.Diagnostics);
        context.RegisterCodeFix(CodeAction.Create("More", [three], isInlinable: false), context.Diagnostics);
        return Task.CompletedTask;
    }
}

/// <summary>Replaces by 2 and has no fix-all.</summary>
public sealed class SingleFix : LiteralFix
{
    public override FixAllProvider? GetFixAllProvider() => null;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(Replacing(context, SyntaxFactory.ParseExpression("2"), "two"), context.Diagnostics);
        return Task.CompletedTask;
    }
}

/// <summary>Replaces by a name that nothing declares.</summary>
public sealed class UndeclaredNameFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(Replacing(context, SyntaxFactory.IdentifierName("gone"), "gone"), context.Diagnostics);
        return Task.CompletedTask;
    }
}

/// <summary>Leaves a name whose text is a number: the text is right and the tree is not.</summary>
public sealed class WrongTreeFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(Replacing(context, SyntaxFactory.IdentifierName("2"), "two"), context.Diagnostics);
        return Task.CompletedTask;
    }
}

/// <summary>Leaves the literal as it is under a name that promises a change.</summary>
public sealed class IdleFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(Replacing(context, SyntaxFactory.ParseExpression("1"), "one"), context.Diagnostics);
        return Task.CompletedTask;
    }
}
