using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>Pages, README, release files and presets list every rule, and none that does not exist.</summary>
public sealed partial class RuleListsTests
{
    public static TheoryData<string> Presets => ["None", "Default", "Strict"];

    [Fact]
    public void EveryPage_HasItsRule()
    {
        IEnumerable<string> pages = Repository.Files("docs/rules", "*.md").Select(file => file[^10..^3]);
        Assert.Equal(Rules.Ids, pages);
    }

    [Fact]
    public void Readme_ListsExactlyTheRules()
    {
        IEnumerable<string> rows = Repository.Lines("README.md")
            .Where(line => line.StartsWith("| [EXL", StringComparison.Ordinal));

        Assert.Equal(
            Rules.All.Select(rule =>
                $"| [{rule.Id}](docs/rules/{rule.Id}.md) | {Rules.Severity(rule)} | {rule.Title} |"),
            rows);
    }

    [Fact]
    public void ReleaseFiles_ListExactlyTheRules()
    {
        IEnumerable<string> listed = Repository.Files("src/Analyzers", "AnalyzerReleases.*.md")
            .SelectMany(Repository.Lines)
            .Select(line => ReleaseLine().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

        Assert.Equal(Rules.Ids, listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Preset_SetsExactlyTheRules(string mode) => Assert.Equal(Rules.Ids, Preset(mode).Keys);

    [Fact]
    public void DefaultPreset_SetsTheSeveritiesOfTheRules()
    {
        Assert.Equal(
            Rules.All.Select(rule => Rules.Severity(rule).Replace("hidden", "silent", StringComparison.Ordinal)),
            Preset("Default").Values);
    }

    private static SortedDictionary<string, string> Preset(string mode)
    {
        string text = Repository.Read($"src/Package/presets/{mode}.globalconfig");
        return new SortedDictionary<string, string>(
            PresetLine().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value),
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^(EXL\d{4}) +\|")]
    private static partial Regex ReleaseLine();

    [GeneratedRegex(@"^dotnet_diagnostic\.(EXL\d{4})\.severity = (\w+)$", RegexOptions.Multiline)]
    private static partial Regex PresetLine();
}
