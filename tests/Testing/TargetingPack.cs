using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Testing;

/// <summary>The reference assemblies that came with the running SDK; each framework is read once and shared.</summary>
public static class TargetingPack
{
    private static readonly ConcurrentDictionary<string, ImmutableArray<MetadataReference>> Read = new();

    public static ImmutableArray<MetadataReference> References(string targetFramework) =>
        Read.GetOrAdd(targetFramework, name => [.. Directory
            .EnumerateFiles(Folder(name), "*.dll")
            .Order(StringComparer.Ordinal)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private static string Folder(string targetFramework)
    {
        // The runtime stands in <root>/shared/Microsoft.NETCore.App/<version>/.
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        DirectoryInfo packs = new(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"));
        return packs.EnumerateDirectories()
            .OrderByDescending(VersionOf)
            .Select(pack => Path.Combine(pack.FullName, "ref", targetFramework))
            .FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException($"No targeting pack for {targetFramework} under {packs.FullName}.");
    }

    private static Version VersionOf(DirectoryInfo pack) =>
        Version.TryParse(pack.Name.Split('-')[0], out Version? version) ? version : new();
}
