using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Cases;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Types of other namespaces that are called like one of .NET: nothing special is known of them.</summary>
public sealed class NamesakeTests
{
    [Theory]
    [InlineData("Debug.Print(text)")]
    [InlineData("Trace.WriteLine(text)")]
    [InlineData("Math.Abs(text.Length)")]
    [InlineData("other.ToString()")]
    public Task CallThatNobodyExpectsToThrow_IsSilent(string call) => Proof(call, "Monitor.Enter(_gate)");

    [Theory]
    [InlineData("Acme.Debug.Print(text)")]
    [InlineData("Acme.Math.Abs(text)")]
    [InlineData("Acme.GC.Collect(text)")]
    [InlineData("Acme.Interlocked.Add(text)")]
    [InlineData("watch.Stop()")]
    [InlineData("text.ToString()")]
    public Task CallOfANamesake_MayThrow_Reports(string call) => Proof(call, "{|EXL1001:Monitor.Enter(_gate)|}");

    [Theory]
    [InlineData("System.Environment.Exit(1)")]
    [InlineData("System.Environment.FailFast(\"\")")]
    public Task EndOfTheProcess_WithoutItsAttribute_IsSilent(string call) => Team.Sees(LeavesBy(call, "return;"));

    [Theory]
    [InlineData("Acme.Environment.Exit(1)")]
    [InlineData("Acme.System.Environment.Exit(1)")]
    [InlineData("System.Door.Exit(1)")]
    [InlineData("System.Environment.GetEnvironmentVariable(\"\")")]
    public Task ExitOfANamesake_ComesBack_Reports(string call) => Team.Sees(LeavesBy(call, "{|EXL0001:return;|}"));

    [Fact]
    public Task SameReference_IsTheSameAsTheOperator_IsSilent() => Team.Sees(TakenIf(
        "object.ReferenceEquals(left, right)", "left == right", "Monitor.Exit(_gate)", "}"));

    [Fact]
    public Task OwnReferenceEquals_IsAnyCall_Reports() => Team.Sees(TakenIf(
        "ReferenceEquals(left, right)", "left == right", "{|EXL0003:Monitor.Exit(_gate)|}", "{|EXL0001:}|}"));

    [Fact]
    public Task FlagThatIsAsked_IsTheBit_IsSilent() => Team.Sees(TakenIf(
        "access.HasFlag(Access.Write)", "(access & Access.Write) != 0", "Monitor.Exit(_gate)", "}"));

    [Fact]
    public Task EqualityWithAFlag_IsMoreThanTheBit_Reports() => Team.Sees(TakenIf(
        "access.Equals(Access.Write)", "(access & Access.Write) != 0", "{|EXL0003:Monitor.Exit(_gate)|}", "{|EXL0001:}|}"));

    [Theory]
    [InlineData("Math.Min(n, m)", "least > n")]
    [InlineData("int.Min(n, m)", "least > m")]
    [InlineData("long.Min(n, m)", "least > m")]
    [InlineData("Math.Max(n, m)", "least < n")]
    public Task SmallerOfTwo_IsNoMoreThanEither_IsSilent(string least, string never) =>
        Team.Sees(LeavesIf(least, never, "return;"));

    [Theory]
    [InlineData("Min(n, m)", "least > n")]
    [InlineData("Math.Min(n, m)", "least < n")]
    [InlineData("Math.Max(n, m)", "least > n")]
    public Task SmallerOfTwo_ComesUpOtherwise_Reports(string least, string condition) =>
        Team.Sees(LeavesIf(least, condition, "{|EXL0001:return;|}"));

    [Fact]
    public Task LockThatIsAsked_IsHeld_IsSilent() => Team.Sees(AsksBy("Monitor.IsEntered(_gate)", "}"));

    [Theory]
    [InlineData("Acme.Threading.Probe.IsEntered(_gate)")]
    [InlineData("Acme.Monitor.IsEntered(_gate)")]
    public Task NamesakeThatIsAsked_MaySayAnything_Reports(string question) =>
        Team.Sees(AsksBy(question, "{|EXL1001:}|}"));

    [Fact]
    public Task EveryException_IsCaught_IsSilent() => Team.Sees(CatchesBy("System.Exception", "Monitor.Enter(_gate)"));

    [Theory]
    [InlineData("Acme.Exception")]
    [InlineData("Acme.System.Exception")]
    [InlineData("System.Fault")]
    public Task NamesakeOfException_IsOneOfMany_Reports(string type) =>
        Team.Sees(CatchesBy(type, "{|EXL1001:Monitor.Enter(_gate)|}"));

    private static Task Proof(string call, string enter) => Team.Sees($$"""
        sealed class Report
        {
            private readonly object _gate = new();

            [ReleasesOnAllPaths(On = Exits.All)]
            public void Write(string text, object other, Stopwatch watch)
            {
                {{enter}};
                {{call}};
                Monitor.Exit(_gate);
            }
        }

        namespace Acme
        {
            static class Debug { public static void Print(string text) => text.ToString(); }
            static class Math { public static void Abs(string text) => text.ToString(); }
            static class GC { public static void Collect(string text) => text.ToString(); }
            static class Interlocked { public static void Add(string text) => text.ToString(); }
        }
        """);

    private static string LeavesBy(string call, string exit) => $$"""
        sealed class Host
        {
            private readonly object _gate = new();

            public void Run(bool isBroken)
            {
                Monitor.Enter(_gate);
                if (isBroken)
                {
                    {{call}};
                    {{exit}}
                }

                Monitor.Exit(_gate);
            }
        }

        namespace Acme
        {
            static class Environment { public static void Exit(int code) { } }

            namespace System
            {
                static class Environment { public static void Exit(int code) { } }
            }
        }

        namespace System
        {
            static class Door { public static void Exit(int code) { } }

            static class Environment
            {
                public static void Exit(int code) { }
                public static void FailFast(string text) { }
                public static string GetEnvironmentVariable(string name) => name;
            }
        }
        """;

    private static string TakenIf(string first, string second, string exit, string end) => $$"""
        [Flags]
        enum Access { None = 0, Read = 1, Write = 2 }

        sealed class Store
        {
            private readonly object _gate = new();

            private static new bool ReferenceEquals(object x, object y) => x != y;

            public void Touch(object left, object right, Access access)
            {
                if ({{first}})
                    Monitor.Enter(_gate);
                if ({{second}})
                    {{exit}};
            {{end}}
        }
        """;

    private static string LeavesIf(string least, string condition, string exit) => $$"""
        sealed class Window
        {
            private readonly object _gate = new();

            private static int Min(int x, int y) => x + y;

            public void Move(int n, int m)
            {
                Monitor.Enter(_gate);
                var least = {{least}};
                if ({{condition}})
                    {{exit}}
                Monitor.Exit(_gate);
            }
        }
        """;

    private static string AsksBy(string question, string end) => $$"""
        sealed class Door
        {
            private readonly object _gate = new();

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public void Pass()
            {
                Monitor.Enter(_gate);
                if ({{question}})
                    Monitor.Exit(_gate);
            {{end}}
        }

        namespace Acme
        {
            static class Monitor { public static bool IsEntered(object door) => door != null; }
        }

        namespace Acme.Threading
        {
            static class Probe { public static bool IsEntered(object door) => door != null; }
        }
        """;

    private static string CatchesBy(string type, string enter) => $$"""
        sealed class Reader
        {
            private readonly object _gate = new();

            [ReleasesOnAllPaths(On = Exits.All)]
            public void Read()
            {
                {{enter}};
                try
                {
                    Work();
                }
                catch ({{type}})
                {
                    Monitor.Exit(_gate);
                    throw;
                }

                Monitor.Exit(_gate);
            }

            private void Work() { }
        }

        namespace Acme
        {
            class Exception : global::System.Exception { }
        }

        namespace Acme.System
        {
            class Exception : global::System.Exception { }
        }

        namespace System
        {
            class Fault : Exception { }
        }
        """;
}
