using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>A reader that asks for the write lock takes the upgradeable lock from the beginning, and gives that back.</summary>
internal static class UpgradeableRead
{
    private const string Shared = "ReadLock";
    private const string Upgradeable = "UpgradeableReadLock";

    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        if (mismatch.Acquire is not { } acquire || NameAt(mismatch, mismatch.Place) is not { ValueText: "EnterWriteLock" or "TryEnterWriteLock" })
            yield break;
        SourceEdits edits = mismatch.Edits();
        foreach (TextSpan call in mismatch.Releases.Add(acquire).Distinct())
        {
            if (NameAt(mismatch, call) is not { ValueText: "EnterReadLock" or "TryEnterReadLock" or "ExitReadLock" } name)
                yield break;
            edits.Replace(name.Span, name.ValueText.Replace(Shared, Upgradeable));
        }

        yield return new Idea("Read under the upgradeable lock", edits.Apply());
    }

    private static SyntaxToken? NameAt(Mismatch mismatch, TextSpan call) => ReleaseRename.NameOf(mismatch.NodeAt(call));
}
