using System.Collections.Immutable;

namespace ExtentLock.Fuzz;

/// <summary>A source text to be analysed. Immutable.</summary>
/// <param name="Text">What is analysed.</param>
/// <param name="Origin">Where it came from, for people.</param>
internal sealed record FuzzProgram(string Text, string Origin)
{
    /// <summary>Other files of the same compilation; they are not mutated.</summary>
    public ImmutableArray<(string Path, string Text)> Neighbours { get; init; } = [];

    /// <summary>Has top-level statements.</summary>
    public bool IsApplication { get; init; }

    /// <summary>Named as the output of a generator is: analysed, but nothing may be reported.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>Somebody's source as it was: nothing new to be learnt from it until it is mutated.</summary>
    public bool IsAsFound { get; init; }

    public string Path => IsGenerated ? "Subject.g.cs" : "Subject.cs";
}

/// <summary>Something that must not be.</summary>
/// <param name="Kind">The same for two programs that fail alike.</param>
/// <param name="Details">What was seen.</param>
internal sealed record Failure(string Kind, string Details);
