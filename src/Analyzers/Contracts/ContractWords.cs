using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>The words of contract files, as they are written there.</summary>
internal static class ContractWords
{
    public static readonly ImmutableDictionary<string, LockMode> Modes = Map(
        ("exclusive", LockMode.Exclusive), ("shared", LockMode.Shared), ("upgradeable", LockMode.Upgradeable));

    public static readonly ImmutableDictionary<string, Exits> Exits = Map(
        ("returns", Contracts.Exits.Returns),
        ("throws", Contracts.Exits.Throws),
        ("calls", Contracts.Exits.Calls));

    public static readonly ImmutableDictionary<string, LockTraits> Traits = Map(
        ("reentrant", LockTraits.Reentrant), ("affine", LockTraits.ThreadAffine), ("counted", LockTraits.Counted));

    /// <summary>The names that the attribute has, so that a line can be read off an attribute.</summary>
    public static readonly ImmutableDictionary<string, Outcome> Outcomes =
        System.Enum.GetValues(typeof(Outcome)).Cast<Outcome>().ToImmutableDictionary(outcome => outcome.ToString());

    public static string List<T>(ImmutableDictionary<string, T> words) =>
        string.Join(", ", words.OrderBy(word => word.Value).Select(word => word.Key)) + " expected";

    private static ImmutableDictionary<string, T> Map<T>(params (string Word, T Value)[] words) =>
        words.ToImmutableDictionary(word => word.Word, word => word.Value);
}
