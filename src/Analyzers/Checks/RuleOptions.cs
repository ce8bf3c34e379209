using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Analyzers.Checks;

/// <summary>What a team says of single rules in <c>.editorconfig</c>. Immutable.</summary>
internal sealed class RuleOptions
{
    /// <summary>Types of guards and locks, by name or full name and separated by bars, that EXL0007 leaves alone.</summary>
    public const string HeldOverSuspension = "dotnet_code_quality.EXL0007.types_held_over_suspension";

    public static readonly RuleOptions None = new(ImmutableHashSet<string>.Empty);

    private readonly ImmutableHashSet<string> _suspended;

    private RuleOptions(ImmutableHashSet<string> suspended) => _suspended = suspended;

    public static RuleOptions From(AnalyzerConfigOptions options) =>
        options.TryGetValue(HeldOverSuspension, out string? names)
            ? new RuleOptions(names.Split(['|'], StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim()).ToImmutableHashSet())
            : None;

    public bool Allow(Finding finding) =>
        _suspended.IsEmpty || finding.Rule.Id != Checks.HeldOverSuspension.Id || finding.Lock?.Group.First.Type is not { } type
        || !(_suspended.Contains(type.Name) || _suspended.Contains(type.OriginalDefinition.ToDisplayString()));
}
