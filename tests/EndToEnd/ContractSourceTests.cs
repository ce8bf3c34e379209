using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>The attributes come with the package as source, unless the user's project has them already.</summary>
[Collection(PackedFeed.Name)]
public sealed class ContractSourceTests(Feed feed)
{
    private const string WarningsAreErrors = "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>";

    [Fact]
    public async Task OldLanguageVersion_CompilesTheAttributes()
    {
        using Scratch scratch = new(feed, "<LangVersion>7.3</LangVersion>" + WarningsAreErrors);
        (await scratch.BuildAsync()).Succeeds();
    }

    [Fact]
    public async Task NullableProject_CompilesTheAttributesWithoutWarning()
    {
        using Scratch scratch = new(feed, "<Nullable>enable</Nullable>" + WarningsAreErrors);
        (await scratch.BuildAsync()).Succeeds();
    }

    [Fact]
    public async Task RuntimeReferenced_DeclaresTheAttributesOnce()
    {
        string runtime = $"""
            <PackageReference Include="ExtentLock.Runtime" Version="{feed.Version("ExtentLock.Runtime")}" />
            """;
        using Scratch scratch = new(feed, WarningsAreErrors, runtime);
        (await scratch.BuildAsync()).Succeeds().IsSilentAbout("CS0436");
    }

    [Fact]
    public async Task OptOut_LeavesTheAttributesOut()
    {
        using Scratch scratch = new(feed, "<ExtentLockIncludeContracts>false</ExtentLockIncludeContracts>");
        (await scratch.BuildAsync()).Fails().Says("CS0246");
    }

    [Fact]
    public async Task ContractFileInTheProject_IsAnAdditionalFile()
    {
        using Scratch scratch = new(feed);
        scratch.Write("Vendor.extentlock.contracts", "# nothing yet\n");
        (await scratch.DotNetAsync("restore", "--disable-build-servers")).Succeeds();
        Run run = await scratch.DotNetAsync("msbuild", "-getItem:AdditionalFiles");
        run.Succeeds().Says("Vendor.extentlock.contracts");
    }
}
