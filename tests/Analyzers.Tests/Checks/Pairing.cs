using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>
/// Members put into a class that has a lock of every kind, beside resources with contracts and no bodies. Rules about
/// calls that may throw are off: they would speak in nearly every test about something else.
/// </summary>
internal static class Pairing
{
    private const string Resources = """
        using System.Threading.Tasks;
        using ExtentLock.Contracts;

        interface ITree
        {
            [Acquires("this")] void Lock();
            [Releases("this")] void Unlock();
            [Acquires("this", When = Outcome.True)] bool TryLock();
            [Acquires("this", When = Outcome.Zero)] int Reserve();
            [Releases("this", When = Outcome.True)] bool TryUnlock();
        }

        interface IRanges
        {
            [Acquires("this", Start = "start", End = "end")] void Lock(long start, long end);
            [Releases("this", Start = "start", End = "end")] void Unlock(long start, long end);
        }

        interface IMaps
        {
            [Acquires("return", When = Outcome.NotNull)] Map Find(long start);
            [Acquires("map", When = Outcome.True)] bool TryFind(long start, out Map map);
        }

        sealed class Map
        {
            [Releases("this")] public extern void Put();
        }
        """;

    public static Surroundings Surroundings { get; } = Surroundings.With(typeof(AcquiresAttribute).Assembly) with
    {
        Disabled = ["EXL0002", "EXL0008", "EXL1006"],
        MoreSources = [Resources],
        Usings = ["ExtentLock.Contracts"],
    };

    /// <summary>Statements of M(bool a, bool b, int n).</summary>
    public static Task Body(string statements) => Verify<ExtentLockAnalyzer>.Member(statements, Surroundings);

    /// <summary>Statements of an async method.</summary>
    public static Task AsyncBody(string statements) => Verify<ExtentLockAnalyzer>.AsyncMember(statements, Surroundings);

    /// <summary>Whole members, so that the closing brace can be marked.</summary>
    public static Task Members(string members) => Verify<ExtentLockAnalyzer>.Source(Class(members, ""), Surroundings);

    /// <summary>Members of a class that promises to release on those ways out.</summary>
    public static Task Proof(string members, Exits on = Exits.Returns | Exits.Throws) =>
        Verify<ExtentLockAnalyzer>.Source(Proved(members, on), Surroundings);

    public static string Proved(string members, Exits on = Exits.Returns | Exits.Throws) =>
        Class(members, $"[ReleasesOnAllPaths(On = (Exits){(int)on})]\n");

    public static string Class(string members, string attribute) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using ExtentLock.Contracts;

        {{attribute}}class C
        {
            private readonly object _gate = new object();
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);
            private readonly ReaderWriterLockSlim _rw = new ReaderWriterLockSlim();
            private readonly Lock _lock = new Lock();
            private readonly Mutex _mutex = new Mutex();
            private SpinLock _spin = new SpinLock();
            private int _state;
        {{Indented(members)}}
            void Work() { }
            bool Check() => _state == 0;
        }

        """;

    private static string Indented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : "    " + line));
}
