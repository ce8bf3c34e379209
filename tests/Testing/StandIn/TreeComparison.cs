using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Fails where the tree a fix built is not the tree its own text parses to. Uses no recursion.</summary>
internal sealed class TreeComparison(IVerifier verifier, Type kinds, bool withTrivia)
{
    internal void Verify(SyntaxNode parsed, SyntaxNode built)
    {
        Stack<(SyntaxNodeOrToken Parsed, SyntaxNodeOrToken Built)> open = new([(parsed, built)]);
        while (open.TryPop(out (SyntaxNodeOrToken Parsed, SyntaxNodeOrToken Built) pair))
        {
            Compare(pair.Parsed, pair.Built);
            SyntaxNodeOrToken[] left = [.. pair.Parsed.ChildNodesAndTokens()];
            SyntaxNodeOrToken[] right = [.. pair.Built.ChildNodesAndTokens()];
            if (left.Length != right.Length)
                Fail(pair.Parsed, pair.Built);
            foreach ((SyntaxNodeOrToken Parsed, SyntaxNodeOrToken Built) child in left.Zip(right).Reverse())
                open.Push(child);
        }
    }

    private void Compare(SyntaxNodeOrToken parsed, SyntaxNodeOrToken built)
    {
        bool same = parsed.RawKind == built.RawKind && parsed.IsMissing == built.IsMissing
            && parsed.IsNode == built.IsNode;
        if (same && parsed.IsToken)
        {
            same = parsed.AsToken().ValueText == built.AsToken().ValueText
                && (!withTrivia || SameTrivia(parsed.AsToken(), built.AsToken()));
        }

        if (!same)
            Fail(parsed, built);
    }

    private static bool SameTrivia(SyntaxToken parsed, SyntaxToken built) =>
        Trivia(parsed.LeadingTrivia).SequenceEqual(Trivia(built.LeadingTrivia))
        && Trivia(parsed.TrailingTrivia).SequenceEqual(Trivia(built.TrailingTrivia));

    private static IEnumerable<(int Kind, string Text)> Trivia(SyntaxTriviaList list) =>
        list.Select(trivia => (trivia.RawKind, trivia.ToFullString()));

    private void Fail(SyntaxNodeOrToken parsed, SyntaxNodeOrToken built) => verifier.Fail(
        "The fix left another tree than its text parses to: "
        + $"{Kind(parsed)} expected, {Kind(built)} found for '{built}'.");

    private string Kind(SyntaxNodeOrToken part) =>
        Enum.ToObject(kinds, (ushort)part.RawKind).ToString() ?? string.Empty;
}
