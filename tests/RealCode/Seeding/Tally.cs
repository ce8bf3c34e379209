using System;
using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Counts of verdicts by kind of defect, and of locks that were left out.</summary>
internal sealed class Tally
{
    private readonly Dictionary<(Defect Defect, Verdict Verdict), int> _counts = [];
    private readonly SortedDictionary<string, int> _pairs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly List<(string Id, string? Title, TimeSpan Time)> _fixes = [];

    public int Made => _counts.Values.Sum();

    public void Add(Defect defect, Verdict verdict) => Increase(_counts, (defect, verdict), 1);

    /// <summary>A lock that is taken and given back in one function, and whether seeds were planted there.</summary>
    public void AddPair(string what) => Increase(_pairs, what, 1);

    public void AddReason(string reason) => Increase(_reasons, reason, 1);

    public void AddFix(string id, string? title, TimeSpan time) => _fixes.Add((id, title, time));

    public void Add(Tally other)
    {
        _fixes.AddRange(other._fixes);
        foreach ((var key, int count) in other._counts)
            Increase(_counts, key, count);
        foreach ((string what, int count) in other._pairs)
            Increase(_pairs, what, count);
        foreach ((string reason, int count) in other._reasons)
            Increase(_reasons, reason, count);
    }

    public void Print(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"{title}: locks taken and given back by calls in one function");
        foreach ((string what, int count) in _pairs)
            Console.WriteLine($"{count,7} {what}");
        Console.WriteLine();
        Console.WriteLine($"| {title} | made | warning | other warning | suggestion only | missed | found |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Defect defect in Defect.All)
            PrintRow(defect.Name, verdict => _counts.GetValueOrDefault((defect, verdict)));
        PrintRow("all", verdict => Defect.All.Sum(defect => _counts.GetValueOrDefault((defect, verdict))));
        Console.WriteLine();
        foreach ((string reason, int count) in _reasons)
            Console.WriteLine($"{count,7} {reason}");
        if (_fixes.Count > 0)
            PrintFixes(title);
    }

    private void PrintFixes(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"| {title} | asked | fixed | share | median | 90 % |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var rule in _fixes.GroupBy(fix => fix.Id).OrderBy(rule => rule.Key, StringComparer.Ordinal).Append(_fixes.GroupBy(_ => "all").Single()))
        {
            double[] times = [.. rule.Select(fix => fix.Time.TotalMilliseconds).Order()];
            int fixedOnes = rule.Count(fix => fix.Title is not null);
            Console.WriteLine(FormattableString.Invariant(
                $"| {rule.Key} | {times.Length} | {fixedOnes} | {100.0 * fixedOnes / times.Length:F0} % | {times[times.Length / 2]:F0} ms | {times[times.Length * 9 / 10]:F0} ms |"));
        }
    }

    private static void PrintRow(string name, Func<Verdict, int> count)
    {
        int missed = count(Verdict.Missed);
        int made = Enum.GetValues<Verdict>().Sum(count);
        string found = made == 0 ? "" : FormattableString.Invariant($"{100.0 * (made - missed) / made:F0} %");
        string counts = $"{count(Verdict.Warned)} | {count(Verdict.Otherwise)} | {count(Verdict.Suggested)} | {missed}";
        Console.WriteLine($"| {name} | {made} | {counts} | {found} |");
    }

    private static void Increase<TKey>(IDictionary<TKey, int> counts, TKey key, int by) =>
        counts[key] = (counts.TryGetValue(key, out int old) ? old : 0) + by;
}
