using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Writes down what a member does to its caller's locks: an attribute above it, and the using that the attribute needs.
/// Offered where the attributes are known.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareContractFixProvider))]
[Shared]
public sealed class DeclareContractFixProvider : CodeFixProvider
{
    private const string Space = "ExtentLock.Contracts";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["EXL1006"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        (context, document, diagnostics) => DeclareAsync(document, diagnostics, context.CancellationToken));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Compilation? compilation =
            await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false);
        if (compilation?.GetTypeByMetadataName(Space + ".AcquiresAttribute") is null)
            return;

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(FindingProperties.Declaration, out string? attribute))
                continue;

            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Declare [{attribute}]",
                    async token => await DeclareAsync(context.Document, [diagnostic], token).ConfigureAwait(false)
                        ?? context.Document,
                    FixTexts.DeclareKey),
                diagnostic);
        }
    }

    private static async Task<Document?> DeclareAsync(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not CompilationUnitSyntax root)
            return null;

        List<TextChange> changes = [];
        foreach (Diagnostic diagnostic in diagnostics.OrderBy(report => report.Location.SourceSpan.Start))
        {
            if (root.FindToken(diagnostic.Location.SourceSpan.Start).Parent is MethodDeclarationSyntax method
                && diagnostic.Properties.TryGetValue(FindingProperties.Declaration, out string? attribute))
                changes.Add(Above(method, attribute!, text));
        }

        if (changes.Count > 0 && UsingFor(root, text) is { } directive)
            changes.Insert(0, directive);

        return document.WithText(text.WithChanges(Merged(changes)));
    }

    /// <summary>A line of its own above the declaration, below its comments, as far to the right.</summary>
    private static TextChange Above(MethodDeclarationSyntax method, string attribute, SourceText text)
    {
        int start = method.GetFirstToken().SpanStart;
        TextLine line = text.Lines.GetLineFromPosition(start);
        string indent = text.ToString(TextSpan.FromBounds(line.Start, start));
        return indent.Trim().Length == 0
            ? new TextChange(new TextSpan(start, 0), $"[{attribute}]{NewLine(text)}{indent}")
            : new TextChange(new TextSpan(start, 0), $"[{attribute}] ");
    }

    private static string NewLine(SourceText text)
    {
        TextLine first = text.Lines[0];
        string end = text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak));
        return end.Length == 0 ? "\n" : end;
    }

    /// <summary>Sorted in among the usings of the file; null if the names are known already.</summary>
    private static TextChange? UsingFor(CompilationUnitSyntax root, SourceText text)
    {
        SyntaxList<UsingDirectiveSyntax> usings = root.Usings.Count > 0
            ? root.Usings
            : root.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Usings ?? root.Usings;
        if (root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>().Any(known => known.Alias is null && known.Name?.ToString() == Space)
            || root.Members.OfType<BaseNamespaceDeclarationSyntax>().Any(space => IsInside(space.Name.ToString())))
            return null;

        string directive = $"using {Space};{NewLine(text)}";
        UsingDirectiveSyntax? next = usings.FirstOrDefault(known => !known.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) && (
            known.Alias is not null || known.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) || ComesAfter(known)));
        if (next is not null)
            return new TextChange(new TextSpan(next.GetFirstToken().SpanStart, 0), directive + IndentOf(next, text));

        int place = usings.LastOrDefault() is { } last
            ? text.Lines.GetLineFromPosition(last.Span.End).EndIncludingLineBreak
            : root.Externs.LastOrDefault() is { } alias ? text.Lines.GetLineFromPosition(alias.Span.End).EndIncludingLineBreak
            : root.GetFirstToken().SpanStart;
        string blank = usings.Count > 0 ? "" : NewLine(text);
        string indent = usings.LastOrDefault() is { } neighbour ? IndentOf(neighbour, text) : "";
        return new TextChange(new TextSpan(place, 0), indent + directive + blank);
    }

    private static bool IsInside(string space) => space == Space || space.StartsWith(Space + ".", System.StringComparison.Ordinal);

    private static bool ComesAfter(UsingDirectiveSyntax known)
    {
        string name = known.Name?.ToString() ?? "";
        bool isSystem = name == "System" || name.StartsWith("System.", System.StringComparison.Ordinal);
        return !isSystem && string.CompareOrdinal(name, Space) > 0;
    }

    private static string IndentOf(SyntaxNode node, SourceText text)
    {
        int start = node.GetFirstToken().SpanStart;
        return text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(start).Start, start));
    }

    /// <summary>Attributes of one member stand in one place: they become one change.</summary>
    private static IEnumerable<TextChange> Merged(IEnumerable<TextChange> changes) =>
        changes.GroupBy(change => change.Span).OrderBy(group => group.Key.Start)
            .Select(group => new TextChange(group.Key, string.Concat(group.Select(change => change.NewText))));
}
