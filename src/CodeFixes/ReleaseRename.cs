using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.CodeFixes;

/// <summary>
/// The release of another mode becomes the one that belongs to the acquire; so does a second acquire that stands where a
/// release was meant.
/// </summary>
internal static class ReleaseRename
{
    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        if (mismatch.Counterpart is not { Length: > 0 } counterpart || NameOf(mismatch.NodeAt(mismatch.Place)) is not { } name)
            yield break;
        SourceEdits edits = mismatch.Edits();
        edits.Replace(name.Span, counterpart);
        yield return new Idea("Release with '" + counterpart + "'", edits.Apply());
    }

    /// <summary>The name by which a method is called; null if that is no call.</summary>
    public static SyntaxToken? NameOf(SyntaxNode call) => (call as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier,
        SimpleNameSyntax name => name.Identifier,
        _ => null,
    };
}
