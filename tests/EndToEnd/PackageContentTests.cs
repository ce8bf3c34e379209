using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>What lies in the packages, before anybody uses them.</summary>
[Collection(PackedFeed.Name)]
public sealed class PackageContentTests(Feed feed)
{
    private const string Analyzers = "ExtentLock.Analyzers";

    [Fact]
    public void AnalyzerPackage_HoldsAssembliesContractsPresetsAndBuildLogic()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package(Analyzers));
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Contains("README.md", names);
        Assert.Contains("analyzers/dotnet/roslyn4.14/cs/ExtentLock.Analyzers.dll", names);
        Assert.Contains("analyzers/dotnet/roslyn4.14/cs/ExtentLock.CodeFixes.dll", names);
        Assert.Contains("buildTransitive/ExtentLock.Analyzers.targets", names);
        Assert.Contains("contracts/AcquiresAttribute.g.cs", names);
        foreach (string mode in (string[])["None", "Default", "Strict"])
            Assert.Contains($"presets/{mode}.globalconfig", names);
        Assert.Equal(2, names.Count(name => name.EndsWith(".dll", System.StringComparison.Ordinal)));
    }

    [Fact]
    public void AnalyzerPackage_IsADevelopmentDependencyThatNeedsNothing()
    {
        XElement metadata = Nuspec(Analyzers);
        Assert.Equal("true", Value(metadata, "developmentDependency"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public void RuntimePackage_DoesNotDependOnTheAnalyzers()
    {
        XElement metadata = Nuspec("ExtentLock.Runtime");
        Assert.DoesNotContain(
            metadata.Descendants(),
            element => element.Name.LocalName == "dependency" && (string?)element.Attribute("id") == Analyzers);
    }

    [Fact]
    public async Task SameSourcesPackedAgain_GiveTheSameBytes()
    {
        using TemporaryFolder again = new();
        await feed.PackAsync("src/Package", again.Path);
        string second = Directory.GetFiles(again.Path).Single();
        Assert.Equal(await File.ReadAllBytesAsync(feed.Package(Analyzers)), await File.ReadAllBytesAsync(second));
    }

    private XElement Nuspec(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package(id));
        using Stream nuspec = package.GetEntry(id + ".nuspec")!.Open();
        return XDocument.Load(nuspec).Root!;
    }

    private static string Value(XElement metadata, string name) =>
        metadata.Descendants().Single(element => element.Name.LocalName == name).Value;
}
