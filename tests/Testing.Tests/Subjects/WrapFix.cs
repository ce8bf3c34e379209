using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Replaces by 2 and puts the statement under an if; leaves the layout to the formatter.</summary>
public sealed class WrapFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(
            CodeAction.Create("Wrap", token => WrappedAsync(context, token), "wrap"), context.Diagnostics);
        return Task.CompletedTask;
    }

    private static async Task<Document> WrappedAsync(CodeFixContext context, CancellationToken cancellationToken)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(cancellationToken))!;
        SyntaxNode literal = root.FindNode(context.Span, getInnermostNodeForTie: true);
        StatementSyntax statement = literal.FirstAncestorOrSelf<StatementSyntax>()!;
        StatementSyntax changed = statement.ReplaceNode(literal, SyntaxFactory.ParseExpression("2"));
        StatementSyntax wrapped = SyntaxFactory
            .IfStatement(SyntaxFactory.IdentifierName("a"), SyntaxFactory.Block(changed.WithoutTrivia()))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return context.Document.WithSyntaxRoot(root.ReplaceNode(statement, wrapped));
    }
}

/// <summary>Replaces by 2 and writes it down: in a new source file or in the additional file.</summary>
public sealed class FilesFix : LiteralFix
{
    public override FixAllProvider? GetFixAllProvider() => null;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.Document.Project;
        context.RegisterCodeFix(
            CodeAction.Create(
                "Add a file",
                async token => (await TwoAsync(context, token))
                    .Project.AddDocument("Added.cs", "class Added { }").Project.Solution,
                "add"),
            context.Diagnostics);
        foreach (DocumentId file in project.AdditionalDocumentIds)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Change the file",
                    async token => (await TwoAsync(context, token)).Project.Solution
                        .WithAdditionalDocumentText(file, Microsoft.CodeAnalysis.Text.SourceText.From("two")),
                    "change"),
                context.Diagnostics);
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> TwoAsync(CodeFixContext context, CancellationToken cancellationToken)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(cancellationToken))!;
        SyntaxNode literal = root.FindNode(context.Span, getInnermostNodeForTie: true);
        return context.Document.WithSyntaxRoot(root.ReplaceNode(literal, SyntaxFactory.ParseExpression("2")));
    }
}
