using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Pairs expected with actual diagnostics and fails on the first that finds no partner.</summary>
internal sealed class DiagnosticMatcher(IVerifier verifier, Action<Diagnostic, DiagnosticResult, IVerifier>? more)
{
    // The arguments of a message are no public part of a diagnostic.
    private static readonly PropertyInfo ArgumentsProperty = typeof(Diagnostic)
        .GetProperty("Arguments", BindingFlags.Instance | BindingFlags.NonPublic)!;

    internal void Verify(ImmutableArray<DiagnosticResult> expected, ImmutableArray<Diagnostic> actual)
    {
        if (expected.Length != actual.Length)
        {
            string counts = $"Number of diagnostics: expected \"{expected.Length}\" actual \"{actual.Length}\"";
            verifier.Fail($"{counts}\n{Listing(expected, actual)}");
        }

        int[] partners = Pair(expected, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            if (partners[i] < 0)
                verifier.Fail($"{ClosestDifference(expected[i], actual, partners)}\n{Listing(expected, actual)}");
        }

        for (int i = 0; i < expected.Length; i++)
            more?.Invoke(actual[partners[i]], expected[i], verifier);
    }

    /// <summary>A largest matching: for each expected diagnostic the index of its actual one, or -1.</summary>
    private static int[] Pair(ImmutableArray<DiagnosticResult> expected, ImmutableArray<Diagnostic> actual)
    {
        int[] takenBy = [.. Enumerable.Repeat(-1, actual.Length)];
        bool Place(int index, HashSet<int> tried)
        {
            for (int candidate = 0; candidate < actual.Length; candidate++)
            {
                if (Difference(expected[index], actual[candidate]) != null || !tried.Add(candidate))
                    continue;
                if (takenBy[candidate] < 0 || Place(takenBy[candidate], tried))
                {
                    takenBy[candidate] = index;
                    return true;
                }
            }

            return false;
        }

        for (int i = 0; i < expected.Length; i++)
            Place(i, []);
        return [.. expected.Select((_, index) => Array.IndexOf(takenBy, index))];
    }

    private static string ClosestDifference(
        DiagnosticResult expected,
        ImmutableArray<Diagnostic> actual,
        int[] partners)
    {
        IEnumerable<Diagnostic> free = actual.Where((_, index) => !partners.Contains(index));
        Diagnostic closest = free.OrderBy(diagnostic => diagnostic.Id == expected.Id ? 0 : 1).First();
        return Difference(expected, closest)!;
    }

    private static string? Difference(DiagnosticResult expected, Diagnostic actual)
    {
        if (PlaceDifference(expected, actual) is { } place)
            return place;
        if (expected.Id != actual.Id)
            return $"Expected diagnostic id to be \"{expected.Id}\" was \"{actual.Id}\"";
        if ((expected.Options & DiagnosticOptions.IgnoreSeverity) == 0 && expected.Severity != actual.Severity)
            return $"Expected severity of {actual.Id} to be \"{expected.Severity}\" was \"{actual.Severity}\"";
        if (expected.IsSuppressed is { } suppressed && suppressed != actual.IsSuppressed)
            return $"Expected {actual.Id} suppressed: {suppressed}, was: {actual.IsSuppressed}";
        string message = actual.GetMessage(CultureInfo.InvariantCulture);
        if (expected.Message != null && expected.Message != message)
            return $"Expected message of {actual.Id} to be \"{expected.Message}\" was \"{message}\"";
        string[] wanted = Texts(expected.ComparedArguments);
        string[] given = Texts(ArgumentsOf(actual));
        return wanted.Length > 0 && !wanted.SequenceEqual(given)
            ? $"Expected arguments of {actual.Id} to be [{string.Join(", ", wanted)}] were [{string.Join(", ", given)}]"
            : null;
    }

    private static string? PlaceDifference(DiagnosticResult expected, Diagnostic actual)
    {
        FileLinePositionSpan place = actual.Location.GetLineSpan();
        if (!expected.HasLocation)
            return actual.Location == Location.None ? null : $"Expected {expected.Id} nowhere but it is at {place}";
        if (!expected.Spans[0].Matches(place))
            return $"Expected {expected.Id} at {expected.Spans[0]} but got {actual.Id} at {place}";
        if ((expected.Options & DiagnosticOptions.IgnoreAdditionalLocations) != 0)
            return null;
        ImmutableArray<DiagnosticLocation> wanted = expected.Spans.RemoveAt(0);
        FileLinePositionSpan[] given = [.. actual.AdditionalLocations.Select(location => location.GetLineSpan())];
        return wanted.Length == given.Length && wanted.Zip(given).All(pair => pair.First.Matches(pair.Second))
            ? null
            : $"Expected {wanted.Length} additional locations [{string.Join(", ", wanted)}] of {actual.Id} "
                + $"but got {given.Length} [{string.Join(", ", given)}]";
    }

    private static object?[] ArgumentsOf(Diagnostic diagnostic) =>
        [.. (IReadOnlyList<object?>)ArgumentsProperty.GetValue(diagnostic)!];

    private static string[] Texts(object?[] arguments) =>
        [.. arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture) ?? string.Empty)];

    private static string Listing(ImmutableArray<DiagnosticResult> expected, ImmutableArray<Diagnostic> actual) =>
        $"Expected diagnostics:\n{Lines(expected)}Actual diagnostics:\n{Lines(actual.Select(Shown))}";

    private static string Shown(Diagnostic diagnostic) =>
        diagnostic + string.Concat(diagnostic.AdditionalLocations.Select(at => $"\n        also {at.GetLineSpan()}"));

    private static string Lines<T>(IEnumerable<T> items)
    {
        string[] lines = [.. items.Select(item => $"    {item}\n")];
        return lines.Length == 0 ? "    NONE.\n" : string.Concat(lines);
    }
}
