using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>Of two releases one goes: the second, or the first where the second is the one that every path needs.</summary>
internal static class ReleaseRemoval
{
    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        if (mismatch.Earlier is not { } earlier)
            yield break;
        yield return Without(mismatch.Place, mismatch);
        yield return Without(earlier, mismatch);
    }

    private static Idea Without(TextSpan release, Mismatch mismatch)
    {
        int line = mismatch.Text.Lines.IndexOf(release.Start) + 1;
        return new Idea($"Remove the release of '{mismatch.Lock}' on line {line}", TextWithout(release, mismatch));
    }

    /// <summary>Goes with the condition that guards nothing else; null where it is more than a statement of its own.</summary>
    private static SourceText? TextWithout(TextSpan release, Mismatch mismatch)
    {
        if (ReleaseCopies.Statement(mismatch.Body, release) is not { } bare)
            return null;
        StatementSyntax statement = ReleaseCopies.WithGuard(bare, [release]);
        bool isPure = statement is not IfStatementSyntax guard || ReleaseCopies.IsPure(guard.Condition);
        if (!isPure || FunctionBody.ListOf(statement).IsEmpty)
            return null;
        SourceEdits edits = mismatch.Edits();
        edits.Remove(statement.Span);
        return edits.Apply();
    }
}
