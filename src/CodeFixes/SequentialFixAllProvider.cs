using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Fixes whole documents, one finding after the other, each on what the one before it left and after a fresh analysis:
/// so wraps may nest or overlap and exits may share a label. Same input, same output; documents are independent.
/// </summary>
internal abstract class SequentialFixAllProvider(DiagnosticAnalyzer analyzer) : DocumentBasedFixAllProvider(Scopes)
{
    private static readonly ImmutableArray<FixAllScope> Scopes =
    [
        FixAllScope.Document,
        FixAllScope.Project,
        FixAllScope.Solution,
        FixAllScope.ContainingMember,
        FixAllScope.ContainingType,
    ];

    protected DiagnosticAnalyzer Analyzer { get; } = analyzer;

    /// <summary>The findings of a member in the order in which they are to be tried.</summary>
    protected abstract IEnumerable<Diagnostic> Ordered(MemberVerdict verdict);

    /// <summary>The document without this finding; null if nothing sound is known.</summary>
    protected abstract Task<Document?> RepairAsync(
        Document document, Diagnostic finding, string? key, CancellationToken cancellation);

    protected sealed override async Task<Document?> FixAllAsync(
        FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        ImmutableArray<MemberDeclarationSyntax> members =
            await MembersAsync(document, fixAllContext.CancellationToken).ConfigureAwait(false);
        IEnumerable<int> affected = diagnostics
            .Select(report => members.LastOrDefault(member => member.Span.Contains(report.Location.SourceSpan)))
            .OfType<MemberDeclarationSyntax>()
            .Select(member => members.IndexOf(member))
            .Distinct()
            .OrderBy(index => index);
        foreach (int index in affected)
            document = await FixMemberAsync(fixAllContext, document, index).ConfigureAwait(false);

        return document;
    }

    /// <summary>A fix adds no member, so its number in the file names a member through all versions.</summary>
    private async Task<Document> FixMemberAsync(FixAllContext context, Document document, int index)
    {
        for (bool progress = true; progress;)
        {
            progress = false;
            foreach (Diagnostic finding in await FindingsAsync(context, document, index).ConfigureAwait(false))
            {
                Document? repaired = await RepairAsync(
                    document, finding, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false);
                if (repaired is null)
                    continue;

                document = repaired;
                progress = true;
                break;
            }
        }

        return document;
    }

    private async Task<IEnumerable<Diagnostic>> FindingsAsync(FixAllContext context, Document document, int index)
    {
        ImmutableArray<MemberDeclarationSyntax> members =
            await MembersAsync(document, context.CancellationToken).ConfigureAwait(false);
        MemberVerdict verdict = await MemberVerdict
            .OfAsync(document, members[index].Span, Analyzer, context.CancellationToken).ConfigureAwait(false);
        return Ordered(verdict).Where(finding => context.DiagnosticIds.Contains(finding.Id));
    }

    private static async Task<ImmutableArray<MemberDeclarationSyntax>> MembersAsync(
        Document document, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is null
            ? []
            : [.. root.DescendantNodes(node => node is not BlockSyntax).OfType<MemberDeclarationSyntax>()];
    }
}
