using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>The stages of the analysis know of one another in one direction only; told from what files name.</summary>
public sealed partial class DependencyDirectionTests
{
    /// <summary>What each stage may use. The analyzer itself, outside any stage, may use everything.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["Flow"] = [],
        ["Locks"] = ["Contracts"],
        ["Transfer"] = ["Contracts", "Flow", "Locks"],
        ["Checks"] = ["Contracts", "Flow", "Locks", "Transfer"],
        ["Reporting"] = ["Contracts", "Flow", "Locks", "Transfer", "Checks"],
    };

    public static TheoryData<string> Stages => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_UsesOnlyEarlierStages(string stage)
    {
        IEnumerable<string> offences =
            from file in Files(stage)
            from Match named in StageName().Matches(Repository.Read(file))
            let other = named.Groups[1].Value
            where other != stage && MayUse.ContainsKey(other) && !MayUse[stage].Contains(other)
            select $"{file} uses {other}";

        Assert.Empty(offences);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_IsItsNamespace(string stage)
    {
        string expected = $"namespace ExtentLock.Analyzers.{stage};";
        Assert.All(Files(stage), file => Assert.Contains(expected, Repository.Lines(file)));
    }

    [Fact]
    public void EveryFolderOfTheAnalyzers_IsAStage()
    {
        IEnumerable<string> folders = Repository.Files("src/Analyzers", "*.cs")
            .Select(file => file.Split('/'))
            .Where(parts => parts.Length > 3)
            .Select(parts => parts[2]);

        Assert.Empty(folders.Except(MayUse.Keys));
    }

    [Fact]
    public void CodeFixes_LinkNoSources()
    {
        string project = Repository.Read("src/CodeFixes/ExtentLock.CodeFixes.csproj");
        Assert.DoesNotContain("<Compile", project, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files(string stage) => Repository.Files($"src/Analyzers/{stage}", "*.cs");

    [GeneratedRegex(@"\bExtentLock\.Analyzers\.(\w+)")]
    private static partial Regex StageName();
}
