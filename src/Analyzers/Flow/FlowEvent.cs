using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Flow;

/// <summary>One step of a block, in the order of execution. Immutable. What it means is the problem's business.</summary>
internal abstract class FlowEvent(SyntaxNode syntax)
{
    public SyntaxNode Syntax { get; } = syntax;
}

/// <summary>Here an exception may leave, with the state as it is before the next event.</summary>
/// <param name="isLikely">There is a reason to expect one: it waits, it calls code that anybody may supply, it does I/O.</param>
/// <param name="others">Throw points left out because they leave with the same state.</param>
/// <param name="type">What is thrown; null if that may be anything.</param>
internal sealed class ThrowPoint(SyntaxNode syntax, bool isLikely = false, int others = 0, ITypeSymbol? type = null) : FlowEvent(syntax)
{
    public Thrown Thrown { get; } = type is null ? Thrown.ByCall : new Thrown(ThrowTier.Call, null, type);

    public bool IsLikely { get; } = isLikely;

    public int Others { get; } = others;

    /// <summary>How much there is to expect one: of an await most of all.</summary>
    public int Weight { get; } = !isLikely ? 0 : syntax is AwaitExpressionSyntax ? 2 : 1;

    /// <summary>This and a later one with the same state as one: the likelier speaks, an await before all others.</summary>
    public ThrowPoint With(ThrowPoint later)
    {
        ThrowPoint speaks = later.Beats(this) ? later : this;
        return new ThrowPoint(speaks.Syntax, speaks.IsLikely, Others + later.Others + 1, Thrown.Type);
    }

    /// <summary>Of two that leave with the same state this is the likelier; of two awaits the later.</summary>
    public bool Beats(ThrowPoint other) =>
        Weight > other.Weight || (Weight == 2 && other.Weight == 2 && Syntax.SpanStart > other.Syntax.SpanStart);
}

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
