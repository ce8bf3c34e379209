using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>What the runtime's package shows on its page, in a project of its own, with the analyzers watching.</summary>
[Collection(PackedFeed.Name)]
public sealed class RuntimeReadmeTests(Feed feed)
{
    [Fact]
    public async Task Example_RunsAndDrawsNoReport()
    {
        string runtime = $"""
            <PackageReference Include="ExtentLock.Runtime" Version="{feed.Version("ExtentLock.Runtime")}" />
            """;
        using Scratch scratch = new(
            feed, "<OutputType>Exe</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors>", runtime, Example());

        (await scratch.BuildAsync()).Succeeds().IsSilentAbout("EXL");
        (await scratch.DotNetAsync("run", "--no-build")).Succeeds().Says("5 bytes on file").Says("two ranges held");
    }

    [Fact]
    public async Task ExampleThatForgetsALease_IsRefused()
    {
        string runtime = $"""
            <PackageReference Include="ExtentLock.Runtime" Version="{feed.Version("ExtentLock.Runtime")}" />
            """;
        string forgets = Example().Replace(
            "using (ranges.Lock(new ByteRange(0, 4096), RangeMode.Shared))",
            "RangeLease lease = ranges.Lock(new ByteRange(0, 4096), RangeMode.Shared);",
            StringComparison.Ordinal);
        using Scratch scratch = new(feed, "<OutputType>Exe</OutputType>", runtime, forgets);

        (await scratch.BuildAsync()).Succeeds().Says("warning EXL0001");
    }

    private static string Example()
    {
        string page = File.ReadAllText(Path.Combine(Feed.Repository, "src", "Runtime", "README.md"));
        const string open = "```csharp\n";
        int start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
