using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Cases;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Callees that do nothing with a guard, or hand it back: it is still the caller's. All others may dispose it.</summary>
public sealed class ParameterUsesTests
{
    [Theory]
    [InlineData("static void Use(Guard guard) { if (guard == null) throw new ArgumentException(); }")]
    [InlineData("static void Use(Guard guard) { if (null != guard) Console.WriteLine(nameof(guard)); }")]
    [InlineData("static void Use(Guard guard) { if (guard is null) return; ArgumentNullException.ThrowIfNull(guard); }")]
    [InlineData("static void Use(Guard guard) { if (guard is not null) return; }")]
    [InlineData("static void Use(Guard guard) { new Note().guard = 1; }")]
    [InlineData("static void Use(Guard guard) { Count(guard: 3); } static void Count(int guard) { }")]
    [InlineData("static void Use(Guard guard) { new { guard = 1 }.ToString(); }")]
    [InlineData("static Guard Use(Guard guard) => guard;")]
    [InlineData("static Guard Use(Guard guard) { return guard; }")]
    public Task CalleeThatOnlyLooks_LeavesItToTheCaller_Reports(string callee) => Team.Sees(Passes(callee, "{|EXL0001:}|}"));

    [Theory]
    [InlineData("static void Use(Guard guard) { Keep(guard); } static void Keep(Guard guard) => guard.Dispose();")]
    [InlineData("static Guard _last; static void Use(Guard guard) { if (guard == _last) return; }")]
    [InlineData("static void Use(in Guard guard) { }")]
    [InlineData("static Guard Use(Guard guard) { if (guard.Count > 1) return null; return guard; }")]
    [InlineData("virtual void Use(Guard guard) { }")]
    [InlineData("override void Use(Guard guard) { }", "protected")]
    [InlineData("abstract void Use(Guard guard);", "public")]
    public Task CalleeThatMayDoMore_MayDisposeIt_IsSilent(string callee, string access = "public") =>
        Team.Sees(Passes($"{access} {callee}", "}"));

    [Theory]
    [InlineData("void Use(Guard guard) { }")]
    [InlineData("void Use(Guard guard) => Console.WriteLine();")]
    public Task LocalFunctionThatIgnoresIt_Reports(string callee) => Team.Sees(PassesWithin(callee, "{|EXL0001:}|}"));

    [Fact]
    public Task LocalFunctionThatDisposesIt_IsSilent() =>
        Team.Sees(PassesWithin("void Use(Guard guard) => guard.Dispose();", "}"));

    [Fact]
    public Task DelegateThatIsGivenIt_MayDisposeIt_IsSilent() =>
        Team.Sees(PassesWithin("Action<Guard> Use = guard => { };", "}"));

    [Fact]
    public Task PartOfAPartialMethodThatIgnoresIt_Reports() => Team.Sees(Guard + """
        sealed partial class Queue
        {
            private readonly SemaphoreSlim _slots = new(1);

            public void Run()
            {
                Use(new Guard(_slots));
            {|EXL0001:}|}

            partial void Use(Guard guard);
        }

        sealed partial class Queue
        {
            partial void Use(Guard guard) => Console.WriteLine();
        }
        """);

    private const string Guard = """
        sealed class Guard : IDisposable
        {
            private readonly SemaphoreSlim _slots;

            public Guard(SemaphoreSlim slots)
            {
                _slots = slots;
                slots.Wait();
            }

            public int Count => _slots.CurrentCount;

            public void Dispose() => _slots.Release();
        }

        sealed class Note { public int guard; }

        """;

    private static string Passes(string callee, string end) => Guard + $$"""
        abstract class Base
        {
            protected virtual void Use(Guard guard) { }
        }

        abstract class Queue : {{(callee.Contains("override", System.StringComparison.Ordinal) ? "Base" : "object")}}
        {
            private readonly SemaphoreSlim _slots = new(1);

            {{callee}}

            public void Run()
            {
                Use(new Guard(_slots));
            {{end}}
        }
        """;

    private static string PassesWithin(string callee, string end) => Guard + $$"""
        sealed class Queue
        {
            private readonly SemaphoreSlim _slots = new(1);

            public void Run()
            {
                {{callee}}
                Use(new Guard(_slots));
            {{end}}
        }
        """;
}
