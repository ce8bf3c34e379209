using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Conditional compilation in lines that are to be moved into a block. Other builds of the file must get a whole program,
/// too, though nobody compiles them here.
/// </summary>
internal static class ConditionalText
{
    /// <summary>
    /// True if each <c>#if</c> in it has its <c>#endif</c> in it, no release stands under a condition that moves out of it,
    /// and nothing that is left out of this build has one of the names: it would declare what moves out of the block, or
    /// give back what is given back at its end.
    /// </summary>
    /// <param name="region">The lines, from the comments above the first statement on.</param>
    /// <param name="releases">Spans of those that move.</param>
    /// <param name="names">Those of hoisted locals and of the release.</param>
    public static bool IsWhole(WrapRegion region, ImmutableArray<TextSpan> releases, IReadOnlyCollection<string> names)
    {
        int start = SourceEdits.CommentedStart(region.Statements[0]);
        ImmutableArray<SyntaxTrivia> trivia = [.. region.Statements
            .SelectMany(statement => statement.DescendantTrivia())
            .Where(piece => piece.SpanStart >= start)];
        int depth = 0;
        int since = start;
        foreach (SyntaxTrivia directive in trivia.Where(piece => piece.IsDirective))
        {
            if (depth > 0 && releases.Any(release => release.Start > since && release.Start < directive.SpanStart))
                return false;
            since = directive.SpanStart;
            depth += directive.Kind() switch
            {
                SyntaxKind.IfDirectiveTrivia => 1,
                SyntaxKind.EndIfDirectiveTrivia => -1,
                _ => 0,
            };
            if (depth < 0 || (depth == 0 && directive.GetStructure() is ElseDirectiveTriviaSyntax or ElifDirectiveTriviaSyntax))
                return false;
        }

        return depth == 0 && !trivia
            .Where(piece => piece.IsKind(SyntaxKind.DisabledTextTrivia))
            .SelectMany(piece => Regex.Matches(piece.ToString(), @"\w+").Cast<Match>())
            .Any(word => names.Contains(word.Value));
    }
}
