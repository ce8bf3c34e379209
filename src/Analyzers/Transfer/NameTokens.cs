using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Identifiers as the text has them, before anything is bound.</summary>
internal static class NameTokens
{
    /// <summary>The name that a path ends with; null if it ends with none.</summary>
    public static string? LastIn(SyntaxNode path) => path switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    public static bool HasAny(SyntaxNode part, Func<string, bool> isName) => In(part, isName).Any();

    public static IEnumerable<SyntaxToken> In(SyntaxNode part, Func<string, bool> isName)
    {
        foreach (SyntaxToken token in part.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && isName(token.ValueText))
                yield return token;
        }
    }
}
