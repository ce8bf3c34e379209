using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.CodeFixes;

/// <summary>Where an exit is routed to: a label, what runs and returns there, and the edits that make it so.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Returned">What the way out behind it returns, as text; empty if nothing.</param>
/// <param name="IsVariable">True if that is a variable that the exit may assign.</param>
/// <param name="Work">The statements that run there.</param>
/// <param name="Prepare">Makes or changes the label.</param>
internal sealed record LabelTarget(
    string Name,
    string Returned,
    bool IsVariable,
    ImmutableArray<StatementSyntax> Work,
    Action<SourceEdits> Prepare)
{
    /// <summary>True if the variable is declared only by <see cref="Prepare"/>.</summary>
    public bool IsNewVariable { get; init; }
}
