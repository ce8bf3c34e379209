using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>A repair that may or may not be sound.</summary>
/// <param name="Title">What an editor calls it.</param>
/// <param name="Text">What it makes of the document; null if it does not apply after all.</param>
internal sealed record Idea(string Title, SourceText? Text);
