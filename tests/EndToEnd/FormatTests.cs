using System;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>The fix without an editor: <c>dotnet format analyzers</c> over the user's project.</summary>
[Collection(PackedFeed.Name)]
public sealed class FormatTests(Feed feed)
{
    private static readonly string[] Fix =
        ["format", "analyzers", "Scratch.csproj", "--diagnostics", "EXL1001", "--severity", "error", "--no-restore"];

    [Fact]
    public async Task EarlyReturn_IsFixedSoThatItBuilds()
    {
        using Scratch scratch = new(feed, source: Sources.EarlyReturn);
        (await scratch.BuildAsync()).Fails().Says("error EXL1001");
        (await scratch.DotNetAsync(Fix)).Succeeds();
        (await scratch.BuildAsync()).Succeeds().IsSilentAbout("EXL");
        Assert.NotEqual(Sources.EarlyReturn, scratch.Read("Ticket.cs"));
    }

    [Fact]
    public async Task NothingToFix_IsLeftAlone()
    {
        using Scratch scratch = new(feed);
        (await scratch.BuildAsync()).Succeeds();
        (await scratch.DotNetAsync(Fix)).Succeeds();
        Assert.Equal(Sources.Released, scratch.Read("Ticket.cs"), StringComparer.Ordinal);
    }
}
