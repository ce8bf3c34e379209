using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>An analyzer that is silently not loaded looks like a clean build; the package speaks up instead.</summary>
[Collection(PackedFeed.Name)]
public sealed class CompilerVersionTests(Feed feed)
{
    [Fact]
    public async Task CompilerOlderThanTheAnalyzers_Warns()
    {
        using Scratch scratch = new(feed);
        (await scratch.BuildAsync("-p:CompilerApiVersion=roslyn4.13")).Succeeds().Says("warning EXLP001").Says("4.13");
    }

    [Fact]
    public async Task CompilerAsOldAsTheAnalyzers_IsSilent()
    {
        using Scratch scratch = new(feed);
        (await scratch.BuildAsync("-p:CompilerApiVersion=roslyn4.14")).Succeeds().IsSilentAbout("EXLP001");
    }

    [Fact]
    public async Task UnknownMode_Warns()
    {
        using Scratch scratch = new(feed, "<ExtentLockMode>Strickt</ExtentLockMode>");
        (await scratch.BuildAsync()).Succeeds().Says("warning EXLP002").Says("Strickt");
    }
}
