using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>The two examples of a rule's page compile, and the rule reports in the first and not in the second.</summary>
public sealed partial class RuleExamplesTests
{
    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>Notes (9xxx) are about the analysis; no short example makes them appear.</summary>
    public static TheoryData<string> Ids =>
        [.. Rules.Ids.Where(id => !id.StartsWith("EXL9", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task ExampleBefore_Reports(string id) => Assert.Equal([id], await ReportsAsync(id, example: 0));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task ExampleAfter_IsSilent(string id) => Assert.Empty(await ReportsAsync(id, example: 1));

    private static async Task<string[]> ReportsAsync(string id, int example)
    {
        string source = Example().Matches(Repository.Read($"docs/rules/{id}.md"))[example].Groups[1].Value;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(source)],
            Platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(Rules.Analyzers).GetAnalyzerDiagnosticsAsync();
        return [.. found.Select(diagnostic => diagnostic.Id)];
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
