namespace ExtentLock.Testing;

/// <summary>Which fix is applied and how often. What is null takes the test library's default.</summary>
public sealed record FixPlan
{
    public static FixPlan Default { get; } = new();

    public string? EquivalenceKey { get; init; }

    public int? ActionIndex { get; init; }

    /// <summary>The text after fix-all where it is not the text after fixing one by one.</summary>
    public string? BatchFixed { get; init; }

    /// <summary>Rounds of fixing one by one: positive exactly, negative at most, zero none is offered.</summary>
    public int? Iterations { get; init; }

    /// <summary>Rounds of fix-all in each scope, counted like <see cref="Iterations"/>.</summary>
    public int? FixAllIterations { get; init; }

    /// <summary>Markup in the fixed texts says what is still reported there, fixable or not.</summary>
    public bool ReportsRemain { get; init; }

    /// <summary>Only the first diagnostic is fixed, the others remain and are marked; fix-all is not tried.</summary>
    public bool OnlyFirst { get; init; }

    public bool SkipFixAll { get; init; }

    /// <summary>Texts after the fix of <see cref="Surroundings.MoreSources"/>, all or none.</summary>
    public string[] MoreFixed { get; init; } = [];

    /// <summary>Texts after the fix of <see cref="Surroundings.AdditionalFiles"/>, all or none.</summary>
    public (string Path, string Content)[] FilesFixed { get; init; } = [];
}
