namespace ExtentLock.Analyzers.Reporting;

/// <summary>Keys of <c>Diagnostic.Properties</c>: all that crosses from the analyzer to the code fixes.</summary>
internal static class FindingProperties
{
    /// <summary>Display text of the lock's access path.</summary>
    public const string Lock = "lock";

    /// <summary>How control leaves: <c>return</c>, <c>end</c>, <c>throw</c> or <c>call</c>.</summary>
    public const string Exit = "exit";

    /// <summary>Span of the acquire, as <c>start,length</c>.</summary>
    public const string Acquire = "acquire";

    /// <summary>Spans of the member's releases of this lock in source order, separated by semicolons.</summary>
    public const string Releases = "releases";

    /// <summary>Spans of the releases on this path that gave back only a part.</summary>
    public const string Partial = "partial";

    /// <summary>Name of the release that belongs to the acquire, where it is not that which is called.</summary>
    public const string Counterpart = "counterpart";

    /// <summary>Span of the release that has given the lock back already.</summary>
    public const string Earlier = "earlier";

    /// <summary>Source of the attribute that would declare what the member does.</summary>
    public const string Declaration = "declaration";

    /// <summary>The path in words, one step a line.</summary>
    public const string Steps = "steps";
}
