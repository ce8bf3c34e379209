using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Identifiers as the text has them, before anything is bound.</summary>
internal static class NameTokens
{
    public static bool HasAny(SyntaxNode part, Func<string, bool> isName)
    {
        foreach (SyntaxToken token in part.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && isName(token.ValueText))
                return true;
        }

        return false;
    }
}
