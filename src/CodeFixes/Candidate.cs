using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>A text to be tried, and one that must be as sound as it although nobody will see it.</summary>
/// <param name="Text">What the fix would make of the document.</param>
/// <param name="Control">Asks the analysis what it may be too coarse to answer in the other text; or null.</param>
internal sealed record Candidate(SourceText Text, SourceText? Control);
