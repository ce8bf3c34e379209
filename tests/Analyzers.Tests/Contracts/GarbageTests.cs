using System;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>Contracts that make no sense at all: they may be reported or not, but nothing ever throws.</summary>
public sealed class GarbageTests
{
    private static readonly string[] Pieces =
    [
        "M:", "T:", "P:", "C", ".", "M", "(", ")", "System.Int64", ",", "@", "`", "``", "99999999999", "#", "#ctor",
        " ", "acquires", "releases", "proves", "is", "on", "o", "this", "return", "when", "True", "[", "]", "start",
        "+", "-", "0x", "\"", "\\", "\t", "\0", "\uD800", "~", "{", "}", "*", ":", "shared", "setting", "affine",
    ];

    [Fact]
    public async Task GarbageInAFile_ThrowsNothing()
    {
        Random random = new(1);
        string file = string.Join('\n', Enumerable.Range(0, 4_000).Select(_ => Line(random)));

        await RunsWithoutException(new Subject(Source("o", "0", "1"), file));
    }

    [Fact]
    public async Task GarbageInAttributes_ThrowsNothing()
    {
        Random random = new(2);
        string source = string.Concat(Enumerable.Range(0, 200)
            .Select(i => Source(Quoted(random), Quoted(random), Quoted(random)).Replace("class C", $"class C{i}")));

        await RunsWithoutException(new Subject(source, allowErrors: true));
    }

    [Theory]
    [InlineData("[Acquires class C")]
    [InlineData("class C { [Acquires(] void M() { } }")]
    [InlineData("class C { [Acquires(\"o\", When = ] void M(object o) { } }")]
    [InlineData("class C { [Acquires(\"o\")] }")]
    [InlineData("class C { [Acquires(null)] void M() { } [Releases(target: null)] int F; }")]
    [InlineData("[Acquires(\"o\")] enum E { [Acquires(\"o\")] A }")]
    [InlineData("class C { void M<[Acquires(\"o\")] T>([Acquires(\"o\")] int i) { } }")]
    [InlineData("class C { [return: Acquires(\"o\")] int N() => 0; }")]
    [InlineData("class C { [Acquires(\"o\")] event System.Action E { [Acquires(\"o\")] add { } remove { } } }")]
    [InlineData("class C { [Acquires(\"this\")] public static C operator +(C a, C b) => a; }")]
    [InlineData("class C { [Acquires(\"this\")] static C() { } [Acquires(\"this\")] ~C() { } }")]
    [InlineData("class A : B { } class B : A { [Acquires(\"x\")] void M() { } }")]
    [InlineData("[module: Acquires(\"x\")] [assembly: Releases(\"x\")]")]
    public Task BrokenSource_ThrowsNothing(string source) =>
        RunsWithoutException(new Subject(source, allowErrors: true));

    private static async Task RunsWithoutException(Subject subject)
    {
        foreach (IMethodSymbol method in subject.Compilation.GetSymbolsWithName(_ => true).OfType<IMethodSymbol>())
            subject.Book.Of(method, method.ContainingType);

        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions(subject.Files),
            onAnalyzerException: null,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        AnalysisResult result = await subject.Compilation
            .WithAnalyzers([new ContractAnalyzer()], options).GetAnalysisResultAsync(default);

        Assert.DoesNotContain(result.GetAllDiagnostics(), finding => finding.Id == "AD0001");
    }

    private static string Line(Random random) => (random.Next(3) == 0 ? "M:C.M " : "") + Garbage(random);

    private static string Quoted(Random random) =>
        string.Concat(Garbage(random).Where(c => c is not ('"' or '\\' or '\t' or '\0') && !char.IsSurrogate(c)));

    private static string Garbage(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Source(string target, string start, string end) => $$"""
        class C
        {
            [Acquires("{{target}}", Start = "{{start}}", End = "{{end}}")] [Releases("{{end}}", Start = "{{target}}")]
            public void M(object o, long start, out int n) => n = 0;
        }
        """;
}
