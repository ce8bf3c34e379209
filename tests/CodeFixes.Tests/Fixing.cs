using System;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Contracts;
using ExtentLock.Testing;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>
/// Puts one member into a class and fixes it, one by one and by fix-all. The resources it uses have contracts and no
/// bodies; results are compiled by the test library and must verify clean.
/// </summary>
internal static class Fixing
{
    /// <summary>Everything is to be proved but what calls may throw.</summary>
    public const string Proof = "[ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]";

    private const string Resources = """
        using System.Threading.Tasks;
        using ExtentLock.Contracts;

        abstract class Tree
        {
            [Acquires("this")] public abstract void Lock();
            [Releases("this")] public abstract void Unlock();
            [Acquires("this", When = Outcome.True)] public abstract bool TryLock();
        }

        abstract class Ranges
        {
            [Acquires("this", Start = "start", End = "end")] public abstract void Lock(long start, long end);
            [Releases("this", Start = "start", End = "end")] public abstract void Unlock(long start, long end);
        }

        abstract class Space
        {
            [Acquires("this", When = Outcome.Zero)] public abstract int Reserve(long length);
            [Releases("this")] public abstract void Free(long length);
        }

        // Of two interfaces the analysis can't tell whether they are one object, so it says less.
        interface IPool
        {
            [Acquires("this", When = Outcome.Zero)] int Rent();
            [Releases("this")] void Return();
        }

        interface IGate
        {
            [Acquires("this")] void Open();
            [Releases("this")] void Close();
        }
        """;

    public static Surroundings Surroundings { get; } =
        Surroundings.With(typeof(AcquiresAttribute).Assembly) with { MoreSources = [Resources] };

    public static FixPlan Label { get; } = new() { EquivalenceKey = FixTexts.LabelKey };

    public static FixPlan Finally { get; } = new() { EquivalenceKey = FixTexts.FinallyKey };

    /// <summary>What the first action makes of it.</summary>
    public static Task Best(string before, string after) => With(FixPlan.Default, before, after);

    /// <summary>What the first action makes of it in a class without a contract.</summary>
    public static Task Unproved(string before, string after) => Verify<ExtentLockAnalyzer, LeakFixProvider>.Fix(
        Class(before, "// no contract"), Class(after, "// no contract"), FixPlan.Default, Surroundings);

    /// <summary>What "route through the common cleanup label" makes of it.</summary>
    public static Task ByLabel(string before, string after) => With(Label, before, after);

    /// <summary>What "wrap in try/finally" makes of it.</summary>
    public static Task ByFinally(string before, string after) => With(Finally, before, after);

    /// <summary>No action has this key.</summary>
    public static Task Refused(FixPlan plan, string member) => Verify<ExtentLockAnalyzer, LeakFixProvider>.Fix(
        Class(member, Proof), Class(member, Proof), plan with { Iterations = 0, FixAllIterations = 0 }, Surroundings);

    public static Task With(FixPlan plan, string before, string after, Func<string, string>? layout = null)
    {
        Func<string, string> file = member => (layout ?? (text => text))(Class(member, Proof));
        string? batch = plan.BatchFixed is { } fixedAtOnce ? file(fixedAtOnce) : null;
        return Verify<ExtentLockAnalyzer, LeakFixProvider>.Fix(
            file(before), file(after), plan with { BatchFixed = batch }, Surroundings);
    }

    private static string Class(string member, string attribute)
    {
        string indented = string.Join('\n', member.Split('\n').Select(line => line.Length == 0 ? line : "    " + line));
        return $$"""
            using System;
            using System.Collections.Generic;
            using System.Threading.Tasks;
            using ExtentLock.Contracts;

            {{attribute}}
            class C
            {
            {{indented}}
            }

            """;
    }
}
