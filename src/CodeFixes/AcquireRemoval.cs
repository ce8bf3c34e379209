using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>Of two acquires the second goes, as the lock is held already: alone, or with a release behind it.</summary>
internal static class AcquireRemoval
{
    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        string title = $"Remove the acquire of '{mismatch.Lock}' on line {LineOf(mismatch.Place, mismatch)}";
        yield return new Idea(title, Without([mismatch.Place], mismatch));
        foreach (TextSpan release in mismatch.Releases.Where(release => release.Start > mismatch.Place.End))
        {
            yield return new Idea(
                $"{title} and its release on line {LineOf(release, mismatch)}", Without([mismatch.Place, release], mismatch));
        }
    }

    private static int LineOf(TextSpan place, Mismatch mismatch) => mismatch.Text.Lines.IndexOf(place.Start) + 1;

    /// <summary>Null where one of them is more than a statement of its own, or all that a finally does.</summary>
    private static SourceText? Without(TextSpan[] calls, Mismatch mismatch)
    {
        SourceEdits edits = mismatch.Edits();
        foreach (TextSpan call in calls)
        {
            if (ReleaseCopies.Statement(mismatch.Body, call) is not { } statement || FunctionBody.ListOf(statement).IsEmpty
                || statement.Parent is BlockSyntax { Statements.Count: 1, Parent: FinallyClauseSyntax })
                return null;
            edits.Remove(statement.Span);
        }

        return edits.Apply();
    }
}
