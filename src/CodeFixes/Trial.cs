using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Judges candidate texts for one member: each is compiled and analysed in a fork of the solution before anybody
/// sees it. Belongs to one version of a document.
/// </summary>
internal sealed class Trial(Document document, TextSpan member, MemberVerdict before, DiagnosticAnalyzer analyzer)
{
    /// <summary>A member for which this many ideas failed is left to its author.</summary>
    private const int MostCandidates = 24;

    /// <summary>
    /// The first candidate after which these findings are gone and nothing new is said; where there is none, the first
    /// after which no more than a suggestion is new, for what is wrong may have stood in front of it.
    /// </summary>
    public async Task<Document?> FirstSoundAsync(
        IEnumerable<Candidate?> candidates, IReadOnlyCollection<Diagnostic> gone, CancellationToken cancellation)
    {
        Document? suggesting = null;
        foreach (Candidate candidate in candidates.OfType<Candidate>().Take(MostCandidates))
        {
            Document fork = document.WithText(candidate.Text);
            Document? control = candidate.Control is null ? null : document.WithText(candidate.Control);
            Soundness found = await JudgeAsync(fork, gone, cancellation).ConfigureAwait(false);
            if (control is not null && found != Soundness.None)
                found = Min(found, await JudgeAsync(control, gone, cancellation).ConfigureAwait(false));
            if (found == Soundness.Full)
                return fork;
            if (found == Soundness.ButSuggestions)
                suggesting ??= fork;
        }

        return suggesting;
    }

    private static Soundness Min(Soundness first, Soundness second) => first < second ? first : second;

    private async Task<Soundness> JudgeAsync(Document fork, IReadOnlyCollection<Diagnostic> gone, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        SourceText forked = await fork.GetTextAsync(cancellation).ConfigureAwait(false);
        TextSpan changed = new(member.Start, member.Length + forked.Length - text.Length);
        MemberVerdict after =
            await MemberVerdict.OfAsync(fork, changed, analyzer, cancellation).ConfigureAwait(false);
        return after.Against(before, gone);
    }
}
