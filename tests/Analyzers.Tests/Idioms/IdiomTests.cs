using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Idioms;

/// <summary>No warning on what is right, and one for each mistake; suggestions are no part of it.</summary>
public sealed class IdiomTests
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    public static TheoryData<string> Right() => [.. Idiom.All.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string, string> Wrong()
    {
        TheoryData<string, string> rows = new();
        foreach (Idiom idiom in Idiom.All.Values.OrderBy(idiom => idiom.Name, StringComparer.Ordinal))
        {
            foreach (string mistake in idiom.Mistakes.Keys.Order(StringComparer.Ordinal))
                rows.Add(idiom.Name, mistake);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Right))]
    public async Task RightUse_IsSilent(string name) => Assert.Equal("", await WarningsAsync(Idiom.All[name], "RIGHT"));

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Mistake_Reports(string name, string mistake) =>
        Assert.Equal(Idiom.All[name].Mistakes[mistake], await WarningsAsync(Idiom.All[name], mistake));

    [Fact]
    public void EveryMistakeInTheText_SaysWhatItDraws() => Assert.All(
        Idiom.All.Values,
        idiom => Assert.All(
            Enumerable.Range(1, 9).Select(number => $"BUG{number}").Where(idiom.Source.Contains),
            mistake => Assert.Contains(mistake, idiom.Mistakes)));

    /// <summary>Ids of the warnings, each once, in order.</summary>
    private static async Task<string> WarningsAsync(Idiom idiom, string symbol)
    {
        CSharpParseOptions options = new(LanguageVersion.Preview, preprocessorSymbols: [symbol]);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(idiom.Source, options);
        bool isProgram = tree.GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Idiom",
            [CSharpSyntaxTree.ParseText(Usings, options), tree],
            TargetingPack.References("net10.0"),
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> reports = await compilation
            .WithAnalyzers([new ExtentLockAnalyzer(), new ContractAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return string.Join(",", reports.Where(report => report.Severity >= DiagnosticSeverity.Warning)
            .Select(report => report.Id).Distinct().Order(StringComparer.Ordinal));
    }
}
