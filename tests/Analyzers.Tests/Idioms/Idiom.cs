using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using ExtentLock.Analyzers.Tests.Conventions;

namespace ExtentLock.Analyzers.Tests.Idioms;

/// <summary>
/// A way in which people use locks, with the mistakes that they make there. In its file a line <c>//// Name BUG1=EXL0001</c>
/// begins it and says what each mistake draws; a mistake is compiled in by its name.
/// </summary>
internal sealed record Idiom(string Name, string Source, ImmutableDictionary<string, string> Mistakes)
{
    private const string Folder = "tests/Analyzers.Tests/Idioms/Corpus";
    private const string Start = "//// ";

    public static ImmutableDictionary<string, Idiom> All { get; } = Repository.Files(Folder, "*.cs")
        .SelectMany(file => Read(Repository.Read(file), Path.GetFileNameWithoutExtension(file)))
        .ToImmutableDictionary(idiom => idiom.Name, StringComparer.Ordinal);

    /// <summary>A line of code follows its own start with nothing between, so that a report's line can be found in the file.</summary>
    private static IEnumerable<Idiom> Read(string text, string area)
    {
        foreach (string part in ("\n" + text.Replace("\r", "", StringComparison.Ordinal)).Split("\n" + Start).Skip(1))
        {
            int end = part.IndexOf('\n', StringComparison.Ordinal);
            string[] words = part[..end].Split(' ');
            yield return new Idiom(
                $"{area}.{words[0]}",
                part[(end + 1)..],
                words.Skip(1).Select(word => word.Split('=')).ToImmutableDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
        }
    }
}
