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
internal sealed class LeakFixAllProvider(DiagnosticAnalyzer analyzer) : DocumentBasedFixAllProvider(Scopes)
{
    private static readonly ImmutableArray<FixAllScope> Scopes =
    [
        FixAllScope.Document,
        FixAllScope.Project,
        FixAllScope.Solution,
        FixAllScope.ContainingMember,
        FixAllScope.ContainingType,
    ];

    protected override string GetFixAllTitle(FixAllContext fixAllContext) =>
        fixAllContext.CodeActionEquivalenceKey switch
        {
            FixTexts.LabelKey => FixTexts.LabelTitle,
            FixTexts.FinallyKey => FixTexts.FinallyTitle,
            _ => FixTexts.BestAllTitle,
        };

    protected override async Task<Document?> FixAllAsync(
        FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        CancellationToken cancellation = fixAllContext.CancellationToken;
        ImmutableArray<MemberDeclarationSyntax> members =
            await MembersAsync(document, cancellation).ConfigureAwait(false);
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
        CancellationToken cancellation = context.CancellationToken;
        for (bool progress = true; progress;)
        {
            progress = false;
            foreach (Leak leak in await LeaksAsync(context, document, index).ConfigureAwait(false))
            {
                LeakRepair? repair =
                    await LeakRepair.ForAsync(document, leak, analyzer, cancellation).ConfigureAwait(false);
                Document? repaired = repair is null
                    ? null
                    : await repair.ApplyAsync(context.CodeActionEquivalenceKey, cancellation).ConfigureAwait(false);
                if (repaired is null)
                    continue;

                document = repaired;
                progress = true;
                break;
            }
        }

        return document;
    }

    /// <summary>
    /// The exit that leaks most comes first, for its label can serve the others; among equals the lock that was
    /// acquired last, for its try goes inside the others'.
    /// </summary>
    private async Task<IEnumerable<Leak>> LeaksAsync(FixAllContext context, Document document, int index)
    {
        ImmutableArray<MemberDeclarationSyntax> members =
            await MembersAsync(document, context.CancellationToken).ConfigureAwait(false);
        MemberVerdict verdict = await MemberVerdict
            .OfAsync(document, members[index].Span, analyzer, context.CancellationToken).ConfigureAwait(false);
        return verdict.Leaks
            .Where(leak => context.DiagnosticIds.Contains(leak.Diagnostic.Id))
            .OrderByDescending(leak => verdict.Leaks.Count(other => other.Place == leak.Place))
            .ThenByDescending(leak => leak.Acquire.Start)
            .ThenBy(leak => leak.Place.Start);
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
