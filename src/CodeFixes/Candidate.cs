using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>A text to be tried, and one that must be as sound as it although nobody will see it.</summary>
/// <param name="Text">What the fix would make of the document.</param>
/// <param name="Control">
/// The same with the shared clean-up written out at the exit. Where many paths meet at a label, the analysis may be too
/// coarse to see that one of them releases what it does not hold; at the exit it sees that path alone.
/// </param>
internal sealed record Candidate(SourceText Text, SourceText? Control);
