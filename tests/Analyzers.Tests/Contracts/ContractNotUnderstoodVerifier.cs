using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>Runs <see cref="ContractAnalyzer"/> and shows each finding as <c>place -> reason</c>.</summary>
internal static class ContractNotUnderstoodVerifier
{
    private const string Prefix = "This contract has no effect: ";

    public static Task IsSilent(string source, string? file = null) => Reports(source, file);

    /// <summary>The places are the text that the findings underline, in the source and then in the file.</summary>
    public static async Task Reports(string source, string? file, params string[] expected)
    {
        Subject subject = new(source, file, allowErrors: true);
        CompilationWithAnalyzers run = subject.Compilation.WithAnalyzers(
            [new ContractAnalyzer()], new AnalyzerOptions(subject.Files));
        AnalysisResult result = await run.GetAnalysisResultAsync(default);
        IEnumerable<string> found = result.GetAllDiagnostics()
            .OrderBy(finding => finding.Location.IsInSource ? 0 : 1)
            .ThenBy(finding => finding.Location.SourceSpan.Start)
            .Select(finding => Show(finding, subject));

        Assert.Equal(expected, found);
    }

    private static string Show(Diagnostic finding, Subject subject)
    {
        SourceText text = finding.Location.SourceTree?.GetText() ?? subject.Files[0].GetText()!;
        string reason = finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("EXL1005", finding.Id);
        Assert.StartsWith(Prefix, reason);
        return $"{text.ToString(finding.Location.SourceSpan)} -> {reason[Prefix.Length..]}";
    }
}
