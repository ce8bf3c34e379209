using System;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers;

/// <summary>A member that is worth looking into. Immutable.</summary>
/// <param name="Declaration">What is declared.</param>
/// <param name="Body">The node that a control-flow graph can be made of.</param>
/// <param name="IsName">True for names that may stand for a lock's use here.</param>
internal sealed record LockMember(SyntaxNode Declaration, SyntaxNode Body, Func<string, bool> IsName)
{
    /// <summary>True if a part of it, such as a lambda, has such a name.</summary>
    public bool IsConcerned(SyntaxNode part) => NameTokens.HasAny(part, IsName);
}
