using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>Both packages, packed once from the sources, and one package cache that starts empty.</summary>
/// <remarks>Builds in a folder of its own: the repository is only read.</remarks>
public sealed class Feed : IAsyncLifetime
{
    internal static readonly string Repository = typeof(Feed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(pair => pair.Key == "RepositoryRoot").Value!;

    private readonly TemporaryFolder _folder = new();

    public string Source => _folder["feed"];

    public string PackageCache => _folder["cache"];

    public string Package(string id) => Directory.GetFiles(Source, id + ".*.nupkg").Single();

    public string Version(string id) => Path.GetFileNameWithoutExtension(Package(id))[(id.Length + 1)..];

    public async Task InitializeAsync()
    {
        await PackAsync("src/Package", Source);
        await PackAsync("src/Runtime", Source);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>From nothing: what an earlier pack built is thrown away.</summary>
    internal async Task PackAsync(string project, string destination)
    {
        string artifacts = _folder["artifacts"];
        if (Directory.Exists(artifacts))
            Directory.Delete(artifacts, recursive: true);

        Run run = await DotNet.RunAsync(
            Repository,
            packageCache: null,
            ["pack", project, "-c", "Release", "--artifacts-path", artifacts, "-o", destination, "--disable-build-servers"]);
        run.Succeeds();
    }
}

/// <summary>One collection, hence one after the other: each test keeps a compiler busy.</summary>
[CollectionDefinition(Name)]
public sealed class PackedFeed : ICollectionFixture<Feed>
{
    public const string Name = "Packed feed";
}
