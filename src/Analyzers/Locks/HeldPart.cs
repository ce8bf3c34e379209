using System;

namespace ExtentLock.Analyzers.Locks;

/// <summary>A half-open range between two terms; a null end is not known. Immutable.</summary>
internal sealed record SymbolicRange(Linear? Start, Linear? End)
{
    public bool Mentions(Value value) => (Start?.Mentions(value) ?? false) || (End?.Mentions(value) ?? false);

    public SymbolicRange Without(Value value) => new(
        Start is not null && Start.Mentions(value) ? null : Start,
        End is not null && End.Mentions(value) ? null : End);
}

/// <summary>One acquisition that has not been given back, or what is left of it.</summary>
/// <param name="Site">Number of the acquire's operation.</param>
/// <param name="Identity">The lock; null once its value number has been made anew.</param>
/// <param name="Range">What is held; null for a lock without ranges.</param>
/// <param name="Partial">Number of the last release that gave back a part only; -1 if none did.</param>
internal sealed record HeldPart(int Site, Value? Identity, SymbolicRange? Range, int Partial)
{
    public Custody Custody { get; init; }
}

/// <summary>Who may give back what a member was given by a declared one, or has handed on.</summary>
internal enum Custody
{
    /// <summary>The member alone.</summary>
    Own,

    /// <summary>A callee has seen it, too.</summary>
    Lent,

    /// <summary>Somebody else keeps it now.</summary>
    GivenAway,

    /// <summary>An object that gives it back is returned.</summary>
    Returned,
}
