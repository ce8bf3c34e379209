using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>How the time of one member grows with its size: the smallest and the largest of each shape side by side.</summary>
internal static class GrowthSuite
{
    private const int Runs = 9;

    public static void Run()
    {
        // Until the runtime has replaced its first code by its best.
        Member warm = Member.Of(NestedLocks(10));
        for (int i = 0; i < 300; i++)
            warm.Analyze();

        Console.WriteLine("| member | size | time | time for each | against the smallest | reports | given up |\n|---|---|---|---|---|---|---|");
        Measure("statements in a row", [10, 100, 1_000, 5_000], size => Leaking(Repeat(size, "n = n + k; ")));
        Measure("calls in a row", [10, 100, 1_000, 5_000], size => Leaking(Repeat(size, "F(n); ")));
        Measure("a counter tested at every return", [10, 100, 1_000], size =>
            $"void M(int n, int k) {{ {Repeat(size, "l.Enter(); if (n++ > k) { l.Exit(); return; } l.Exit(); ")} }}");
        Measure("irrelevant diamonds", [10, 30, 100, 300, 1_000], size => Leaking(Repeat(size, "if (k == 3) F(1); else k--; ")));
        Measure("independent locks", [1, 2, 4, 8, 12], Locks);
        Measure("try/finally in one another, a call in each", [1, 3, 10, 30], size => Leaking(
            Repeat(size, "try { F(n); ") + Repeat(size, "F(k); } finally { F(n); } ")));
        Measure("the same, a lock in each", [1, 3, 10, 30], NestedLocks);
        Measure("finally in finally", [1, 3, 10, 30], size => Leaking(
            Repeat(size, "try { F(n); } finally { ") + "F(k); " + Repeat(size, "} ")));
    }

    private static string Leaking(string statements) =>
        $"void F(int i) {{ }} void M(int n, int k) {{ l.Enter(); {statements} if (n == 0) return; l.Exit(); }}";

    private static string Locks(int count)
    {
        string fields = string.Concat(Numbers(count).Select(i => $"readonly Lock l{i} = new(); "));
        string flags = string.Concat(Numbers(count).Select(i => $", bool b{i}"));
        string enters = string.Concat(Numbers(count).Select(i => $"if (b{i}) l{i}.Enter(); F(k); "));
        string exits = string.Concat(Numbers(count).Select(i => $"if (b{i}) l{i}.Exit(); "));
        return $"{fields} void F(int i) {{ }} void M(int k{flags}) {{ {enters} if (k == 0) return; {exits} }}";
    }

    private static string NestedLocks(int depth)
    {
        string fields = string.Concat(Numbers(depth).Select(i => $"readonly Lock l{i} = new(); "));
        string enters = string.Concat(Numbers(depth).Select(i => $"l{i}.Enter(); try {{ F(n); "));
        string exits = string.Concat(Numbers(depth).Reverse().Select(i => $"}} finally {{ F(k); l{i}.Exit(); }} "));
        return $"{fields} void F(int i) {{ }} void M(int n, int k) {{ {enters} if (k == 0) return; {exits} }}";
    }

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count);

    private static string Repeat(int count, string text) => string.Concat(Enumerable.Repeat(text, count));

    private static void Measure(string name, int[] sizes, Func<int, string> source)
    {
        double smallest = 0;
        foreach (int size in sizes)
        {
            Member member = Member.Of(source(size));
            int reports = member.Analyze().Count(report => report.Severity == DiagnosticSeverity.Warning);
            bool isGivenUp = member.Analyze().Any(report => report.Id == "EXL9001");
            double time = Meter.Quickest(Runs, () => member.Analyze());
            double each = time * 1_000 / size;
            smallest = smallest == 0 ? each : smallest;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {size:N0} | {time:F2} ms | {each:F1} us | {each / smallest:F2} | {reports} | {(isGivenUp ? "yes" : "no")} |"));
        }
    }
}
