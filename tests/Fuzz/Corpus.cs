using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace ExtentLock.Fuzz;

/// <summary>The sources that are mutated, with the files that stand beside each. Immutable.</summary>
internal sealed class Corpus
{
    private const int LongestText = 60_000;
    private const int MostNeighbours = 6;

    private readonly ImmutableArray<string> _files;
    private readonly ILookup<string, string> _byFolder;

    private Corpus(ImmutableArray<string> files)
    {
        _files = files;
        _byFolder = files.ToLookup(file => Path.GetDirectoryName(file)!);
    }

    public int Count => _files.Length;

    public static Corpus Read(IEnumerable<string> folders) => new([.. folders
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts"))
        .Where(file => new FileInfo(file).Length is > 200 and < LongestText)
        .Order(StringComparer.Ordinal)]);

    /// <summary>A file, and sometimes a few of its folder with it, so that more of its names mean something.</summary>
    public FuzzProgram Pick(Random random)
    {
        if (_files.IsEmpty)
            return new ProgramWriter(random).Make();
        string file = _files[random.Next(_files.Length)];
        string[] others = random.Next(2) == 0 ? [] : [.. _byFolder[Path.GetDirectoryName(file)!]
            .Where(other => other != file).OrderBy(_ => random.Next()).Take(MostNeighbours)];
        string text = File.ReadAllText(file);
        return new FuzzProgram(text, file)
        {
            Neighbours = [.. others.Select(other => (Path.GetFileName(other), File.ReadAllText(other)))],
            IsGenerated = random.Next(20) == 0,
            IsApplication = random.Next(20) == 0,
            IsAsFound = true,
        };
    }
}
