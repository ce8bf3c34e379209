namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// One <c>acquires</c> or <c>releases</c> as it was written, in an attribute or a contract file: names not resolved.
/// </summary>
internal sealed record ClauseText(ClauseKind Kind, string Target)
{
    /// <summary>What <see cref="Times"/> says where nobody can tell.</summary>
    public const string Uncounted = "?";

    public Outcome When { get; init; }

    /// <summary>Parameter whose value tells the outcome; null for the returned value.</summary>
    public string? WhenParameter { get; init; }

    /// <inheritdoc cref="LockClause.Yields"/>
    public Outcome Yields { get; init; }

    public LockMode Mode { get; init; }

    /// <summary>Null if not given; an empty string is a start that was left empty.</summary>
    public string? Start { get; init; }

    public string? End { get; init; }

    /// <summary>The last byte stands in <see cref="End"/>, not the one after it: <c>[start, end]</c>.</summary>
    public bool EndInclusive { get; init; }

    /// <summary>Parameter that tells how often it takes effect; null for once.</summary>
    public string? Times { get; init; }

    /// <inheritdoc cref="LockClause.FromAttribute"/>
    public bool FromAttribute { get; init; }
}

/// <summary>The part of a clause that a problem is about; each has a place of its own in the source.</summary>
internal enum ClausePart
{
    Whole,
    Target,
    When,
    Mode,
    Start,
    End,
    Exits,
    Times,
}

/// <summary>Why a clause is not understood, and which part of it is to blame.</summary>
internal sealed record ClauseProblem(ClausePart Part, string Message);
