using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>One step of a block, in the order of execution. Immutable. What it means is the problem's business.</summary>
internal abstract class FlowEvent(SyntaxNode syntax)
{
    public SyntaxNode Syntax { get; } = syntax;
}

/// <summary>Here an exception may leave, with the state as it is before the next event.</summary>
internal sealed class ThrowPoint(SyntaxNode syntax) : FlowEvent(syntax);

/// <summary>Control does not go on from here: the process ends, or a callee never returns.</summary>
internal sealed class Halt(SyntaxNode syntax) : FlowEvent(syntax);

/// <summary>How an exception came about. What can't be seen to throw in source or signature has no tier: it is never followed.</summary>
internal enum ThrowTier
{
    /// <summary>A call, an await, or the early end of an iterator.</summary>
    Call,

    /// <summary>A <c>throw</c>.</summary>
    Explicit,
}

/// <summary>An exception under way; <see cref="Syntax"/> is the throw, null for the call tier.</summary>
internal sealed record Thrown(ThrowTier Tier, SyntaxNode? Syntax, ITypeSymbol? Type)
{
    public static readonly Thrown ByCall = new(ThrowTier.Call, null, null);

    public bool Equals(Thrown? other) =>
        other is not null && Tier == other.Tier && ReferenceEquals(Syntax, other.Syntax)
        && SymbolEqualityComparer.Default.Equals(Type, other.Type);

    public override int GetHashCode() => unchecked((int)Tier * 31 + (Syntax?.SpanStart ?? 0));
}
