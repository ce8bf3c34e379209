using System;
using System.IO;
using System.Threading.Tasks;

namespace ExtentLock.EndToEnd;

/// <summary>
/// A user's project outside the repository. It can reach nothing but the packed feed, unless it uses the runtime, whose
/// own dependencies come from the machine's package sources.
/// </summary>
internal sealed class Scratch : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Feed _feed;

    public Scratch(Feed feed, string properties = "", string items = "", string? source = null)
    {
        _feed = feed;
        string version = feed.Version("ExtentLock.Analyzers");
        string others = items.Contains("ExtentLock.Runtime", StringComparison.Ordinal) ? "" : "<clear />";
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                {others}
                <add key="feed" value="{feed.Source}" />
              </packageSources>
            </configuration>
            """);
        Write(".editorconfig", "root = true\n");
        Write("Scratch.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ExtentLock.Analyzers" Version="{version}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """);
        Write("Ticket.cs", source ?? Sources.Released);
    }

    public string this[string name] => _folder[name];

    public void Write(string name, string text) => File.WriteAllText(_folder[name], text);

    public string Read(string name) => File.ReadAllText(_folder[name]);

    public Task<Run> BuildAsync(params string[] arguments) =>
        DotNetAsync(["build", "--disable-build-servers", "-v", "minimal", .. arguments]);

    public Task<Run> DotNetAsync(params string[] arguments) =>
        DotNet.RunAsync(_folder.Path, _feed.PackageCache, arguments);

    public void Dispose() => _folder.Dispose();
}
