using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>What a user of the package sees in the build, in its log, and after changing a severity.</summary>
[Collection(PackedFeed.Name)]
public sealed class ReportTests(Feed feed)
{
    [Fact]
    public async Task EarlyReturnInProvedMember_BreaksTheBuildAtThatReturn()
    {
        using Scratch scratch = new(feed, source: Sources.EarlyReturn);
        Run run = await scratch.BuildAsync();
        run.Fails().Says($"Ticket.cs({Sources.EarlyReturnLine},").Says("error EXL1001").Says("docs/rules/EXL1001.md");
    }

    [Fact]
    public async Task PackageAddedByCommand_BreaksTheBuildToo()
    {
        using Scratch scratch = new(feed, source: Sources.EarlyReturn);
        (await scratch.DotNetAsync("remove", "package", "ExtentLock.Analyzers")).Succeeds();
        Assert.DoesNotContain("ExtentLock", scratch.Read("Scratch.csproj"), StringComparison.Ordinal);

        (await scratch.DotNetAsync("add", "package", "ExtentLock.Analyzers")).Succeeds();
        Assert.Contains("<PrivateAssets>all</PrivateAssets>", scratch.Read("Scratch.csproj"), StringComparison.Ordinal);
        (await scratch.BuildAsync()).Fails().Says("error EXL1001");
    }

    [Fact]
    public async Task AttributesOfTheRuntime_AreContractsToo()
    {
        string runtime = $"""
            <PackageReference Include="ExtentLock.Runtime" Version="{feed.Version("ExtentLock.Runtime")}" />
            """;
        using Scratch scratch = new(feed, items: runtime, source: Sources.EarlyReturn);
        (await scratch.BuildAsync()).Fails().Says("error EXL1001");
    }

    [Fact]
    public async Task ReleasedOnEveryPath_IsSilent()
    {
        using Scratch scratch = new(feed);
        (await scratch.BuildAsync()).Succeeds().IsSilentAbout("EXL");
    }

    [Fact]
    public async Task EarlyReturnWithoutContract_Warns()
    {
        using Scratch scratch = new(feed, source: Sources.EarlyReturnUncontracted);
        (await scratch.BuildAsync()).Succeeds().Says("warning EXL0001");
    }

    [Fact]
    public async Task EditorConfig_ChangesTheSeverity()
    {
        using Scratch scratch = new(feed, source: Sources.EarlyReturn);
        scratch.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.EXL1001.severity = warning\n");
        (await scratch.BuildAsync()).Succeeds().Says("warning EXL1001");
    }

    [Fact]
    public async Task ModeNone_IsSilent()
    {
        using Scratch scratch = new(feed, "<ExtentLockMode>None</ExtentLockMode>", source: Sources.EarlyReturn);
        (await scratch.BuildAsync()).Succeeds().IsSilentAbout("EXL");
    }

    [Fact]
    public async Task ModeStrict_MakesAnErrorOfTheWarning()
    {
        using Scratch scratch = new(
            feed, "<ExtentLockMode>Strict</ExtentLockMode>", source: Sources.EarlyReturnUncontracted);
        (await scratch.BuildAsync()).Fails().Says("error EXL0001");
    }

    [Fact]
    public async Task EditorConfig_WinsOverTheMode()
    {
        using Scratch scratch = new(
            feed, "<ExtentLockMode>Strict</ExtentLockMode>", source: Sources.EarlyReturnUncontracted);
        scratch.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.EXL0001.severity = warning\n");
        (await scratch.BuildAsync()).Succeeds().Says("warning EXL0001");
    }

    [Fact]
    public async Task ErrorLog_NamesRulePlaceAndHelp()
    {
        using Scratch scratch = new(
            feed, "<ErrorLog>findings.sarif,version=2.1</ErrorLog>", source: Sources.EarlyReturn);
        (await scratch.BuildAsync()).Fails();

        using JsonDocument log = JsonDocument.Parse(scratch.Read("findings.sarif"));
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        JsonElement sarif = log.RootElement.GetProperty("runs")[0];

        JsonElement finding = sarif.GetProperty("results").EnumerateArray().Single(IsOurs);
        JsonElement place = finding.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("Ticket.cs", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(Sources.EarlyReturnLine, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.NotEmpty(finding.GetProperty("relatedLocations").EnumerateArray());

        JsonElement rule = sarif.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .Single(candidate => candidate.GetProperty("id").GetString() == "EXL1001");
        Assert.EndsWith("docs/rules/EXL1001.md", rule.GetProperty("helpUri").GetString());
    }

    private static bool IsOurs(JsonElement result) =>
        result.GetProperty("ruleId").GetString()!.StartsWith("EXL", StringComparison.Ordinal);
}
