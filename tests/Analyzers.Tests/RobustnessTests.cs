using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ExtentLock.Analyzers.Tests;

/// <summary>Broken code and code of absurd size: nothing throws, nothing overflows, and it ends.</summary>
public sealed class RobustnessTests
{
    [Theory]
    [InlineData("void M() { l.Enter( ; l.Exit(); }")]
    [InlineData("void M() { l.Enter(); if (l.Exit(); }")]
    [InlineData("void M() { l.Enter(); { { l.Exit(); }")]
    [InlineData("void M() { l.Enter(); goto nowhere; l.Exit(); }")]
    [InlineData("void M() { l.Enter(); break; continue; l.Exit(); }")]
    [InlineData("void M() { l.Enter(); try { } l.Exit(); }")]
    [InlineData("void M() { try { l.Enter(); } catch (Missing e) when ( { l.Exit(); } finally { throw }")]
    [InlineData("void M() { Monitor.Enter(undefined); Monitor.Exit(); Monitor.Exit(undefined, 3); }")]
    [InlineData("void M() { l.Enter(); switch (x) { case 1: l.Exit(); case default: goto case 7; } }")]
    [InlineData("void M() { l.Enter(); foreach (var in ) l.Exit(); for (;; l.Exit()) ; }")]
    [InlineData("int M() { l.Enter(); return; return 1 return \"\"; l.Exit(); }")]
    [InlineData("void M() { l.Enter(); yield return 1; await l; l.Exit(); }")]
    [InlineData("void M() { l.Enter(); void M() { l.Exit(); Action a = () => { l.Enter(; }; }")]
    [InlineData("[Acquires(] void M([Releases) { l.Enter(); l.Exit() } ]")]
    [InlineData("void M(Missing<l> t) => l.Enter() ? l.Exit : => l.TryEnter(out ref var);")]
    [InlineData("void M() { l.Enter(); throw; using (l.EnterScope()) using var ; lock () l.Exit(); }")]
    [InlineData("void M() { a: l.Enter(); goto a; a: l.Exit(); goto a }")]
    [InlineData("void M() { l.Enter(); _ = l switch { }; _ = l switch { Lock x when => 1, }; l.Exit(); }")]
    [InlineData("void M(int n) { l.Enter(); switch (n) { case 5 } }")]
    [InlineData("void M() { l.Enter(case 5")]
    [InlineData("[ExtentLock.Contracts.Acquires(\"return\")] Lock Take() => l; void M() { Lock x = Take(); lock ")]
    [InlineData("[ExtentLock.Contracts.Acquires(\"return\")] Lock Take() => l; void M() { Lock x = Take(); lock (missing) { } ")]
    [InlineData("[ExtentLock.Contracts.Acquires(\"return\")] Lock Take() => l; void M() { Lock x = Take(); lock (l) { } foreach (var y in this) lock (this) ")]
    public async Task BrokenSource_ThrowsNothing(string member) =>
        await RunAsync($$"""class C { Lock l = new(); {{member}} }""");

    [Fact]
    public async Task ResultKeptBesideALockStatement_ThrowsNothing() => await RunAsync("""
        class C
        {
            Lock l = new();
            object gate = new();
            int n;
            [ExtentLock.Contracts.Acquires("return")] Lock Take() => l;
            void M()
            {
                Lock taken = Take();
                lock (gate)
                    n++;
                taken.Exit();
            }
        }
        """);

    [Fact]
    public async Task LockStatementThatReturnsWhatGivesItBackAgain_ThrowsNothing() => await RunAsync("""
        class C
        {
            readonly object gate = new();
            IDisposable M(bool b)
            {
                lock (gate)
                {
                    if (b) { Monitor.Exit(gate); Monitor.Enter(gate); }
                    return new Releaser(gate);
                }
            }
            sealed class Releaser : IDisposable
            {
                readonly object g;
                public Releaser(object gate) => g = gate;
                public void Dispose() => Monitor.Exit(g);
            }
        }
        """);

    [Fact]
    public async Task CalleeThatCallsItselfAThousandTimes_Ends() => Assert.Single(await RunAsync(
        "class C { Lock l = new(); void M(bool b) { l.Enter(); F(1); if (b) return; l.Exit(); } "
        + $"void F(int n) {{ {string.Concat(Enumerable.Repeat("F(n - 1); ", 1_000))} }} }}"));

    [Fact]
    public async Task SumOfFiveThousandTerms_DoesNotOverflow() => Assert.Single(await RunAsync(Leaking(
        "string s = " + string.Join(" + ", Enumerable.Repeat("a", 5_000)) + ";")));

    [Fact]
    public async Task ThousandChainedCalls_DoNotOverflow() => Assert.Single(await RunAsync(Leaking(
        "var b = new System.Text.StringBuilder()" + string.Concat(Enumerable.Repeat(".Append(a)", 1_000)) + ";")));

    [Fact]
    public async Task FiveHundredNestedBlocks_DoNotOverflow() => Assert.Single(await RunAsync(Leaking(
        string.Concat(Enumerable.Repeat("{ if (a == \"\") ", 500)) + "{ }" + new string('}', 500))));

    [Fact]
    public async Task ThousandConditionsInARow_End() => Assert.Single(await RunAsync(Leaking(
        "if (" + string.Join(" || ", Enumerable.Range(0, 1_000).Select(i => $"a == \"{i}\"")) + ") a = \"\";")));

    [Fact]
    public async Task CounterTestedAtAThousandReturns_Ends()
    {
        string pairs = string.Concat(Enumerable.Repeat("l.Enter(); if (n++ > k) { l.Exit(); return; } l.Exit(); ", 1_000));

        Assert.Single(await RunAsync(
            $"class C {{ Lock l = new(); void M(int n, int k) {{ {pairs} l.Enter(); if (n == 0) return; l.Exit(); }} }}"));
    }

    [Fact]
    public async Task TwoThousandCases_End() => Assert.Single(await RunAsync(Leaking(
        "switch (a) { " + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"case \"{i}\": a = \"\"; break; ")) + "}")));

    [Fact]
    public async Task HundredLocksAtOnce_End()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, 100).Select(i => $"Lock l{i}"));
        string enters = string.Concat(Enumerable.Range(0, 100).Select(i => $"l{i}.Enter(); "));
        string exits = string.Concat(Enumerable.Range(0, 100).Select(i => $"l{i}.Exit(); "));

        ImmutableArray<Diagnostic> found = await RunAsync(
            $"class C {{ void M({parameters}, bool a) {{ {enters} if (a) return; {exits} }} }}");

        Assert.Equal(100, found.Length);
    }

    [Fact]
    public async Task OnAThreadOfOneMegabyte_NothingOverflows()
    {
        string sum = "string s = " + string.Join(" + ", Enumerable.Repeat("a", 500)) + ";";
        TaskCompletionSource<int> done = new();
        Thread thread = new(() => done.SetResult(RunAsync(Leaking(sum)).GetAwaiter().GetResult().Length), 1 << 20);
        thread.Start();

        Assert.Equal(1, await done.Task);
    }

    /// <summary>A member with that statement in it that leaks in one place.</summary>
    private static string Leaking(string statement) =>
        $"class C {{ Lock l = new(); void M(string a, bool b) {{ l.Enter(); {statement} if (b) return; l.Exit(); }} }}";

    /// <summary>The leaks found; fails if anything threw.</summary>
    private static async Task<ImmutableArray<Diagnostic>> RunAsync(string source)
    {
        Subject subject = new("using System; using System.Threading;\n" + source, allowErrors: true);
        List<Exception> thrown = [];
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions(subject.Files),
            (exception, _, _) => thrown.Add(exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> found = await subject.Compilation
            .WithAnalyzers([new ExtentLockAnalyzer()], options).GetAnalyzerDiagnosticsAsync();

        Assert.Empty(thrown);
        Assert.DoesNotContain(found, diagnostic => diagnostic.Id == "AD0001");
        return found.RemoveAll(diagnostic => diagnostic.Id != "EXL0001");
    }
}
