using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The files of a project as paths and texts, compared to another project or to what a test expects.</summary>
internal static class ProjectFiles
{
    internal static async Task<bool> AreSameAsync(Project left, Project right, CancellationToken cancellationToken)
    {
        if (left == right)
            return true;
        foreach (ProjectChanges change in right.Solution.GetChanges(left.Solution).GetProjectChanges())
        {
            List<(string, string)> old = await ReadAsync(All(change.OldProject), string.Empty, cancellationToken)
                .ConfigureAwait(false);
            List<(string, string)> now = await ReadAsync(All(change.NewProject), string.Empty, cancellationToken)
                .ConfigureAwait(false);
            if (!old.SequenceEqual(now))
                return false;
        }

        return true;
    }

    internal static async Task VerifyAsync(
        Project project,
        ResolvedState expected,
        string prefix,
        IVerifier verifier,
        CancellationToken cancellationToken)
    {
        string folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        foreach ((IEnumerable<TextDocument> actual, ImmutableArray<(string Path, SourceText Text)> wanted) in new[]
        {
            (project.Documents, expected.Sources),
            (project.AdditionalDocuments, expected.AdditionalFiles),
            (project.AnalyzerConfigDocuments, expected.ConfigFiles),
        })
        {
            List<(string Path, string Text)> files = await ReadAsync(actual, folder, cancellationToken)
                .ConfigureAwait(false);
            verifier.SequenceEqual(wanted.Select(file => file.Path), files.Select(file => file.Path));
            foreach (((string path, SourceText text), (string _, string found)) in wanted.Zip(files))
                verifier.EqualOrDiff(text.ToString(), found, $"The text of '{path}' is not the expected one.");
        }
    }

    private static IEnumerable<TextDocument> All(Project project) =>
        [.. project.Documents, .. project.AdditionalDocuments, .. project.AnalyzerConfigDocuments];

    // A file that a fix added has no path yet; its folders and name say where it would stand.
    private static async Task<List<(string Path, string Text)>> ReadAsync(
        IEnumerable<TextDocument> documents,
        string folder,
        CancellationToken cancellationToken)
    {
        List<(string Path, string Text)> files = [];
        foreach (TextDocument document in documents)
        {
            string path = document.FilePath ?? folder + string.Join('/', document.Folders.Append(document.Name));
            SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            files.Add((path, text.ToString()));
        }

        return files;
    }
}
