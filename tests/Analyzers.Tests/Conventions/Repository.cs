using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>The repository as its own test subject: files as they lie on the disk, read only.</summary>
internal static class Repository
{
    private static readonly string[] Roots = ["src", "tests", "samples"];
    private static readonly string[] BuildOutput = ["bin", "obj", "artifacts", "TestResults"];

    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(pair => pair.Key == "RepositoryRoot").Value!;

    /// <summary>Every C# file that somebody wrote, as a path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Roots.SelectMany(root => Files(root, "*.cs"))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path));

    public static IEnumerable<string> Files(string folder, string pattern)
    {
        string full = Path.Combine(Root, folder);
        return Directory.Exists(full)
            ? Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => !file.Split('/').Intersect(BuildOutput, StringComparer.Ordinal).Any())
                .Order(StringComparer.Ordinal)
            : [];
    }
}
