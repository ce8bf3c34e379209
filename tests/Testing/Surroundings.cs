using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Testing;

/// <summary>
/// What stands around the code of a test: references, other files, settings. The default is .NET 10 and a bare
/// .editorconfig. Markup is read in every file.
/// </summary>
public sealed record Surroundings
{
    public static Surroundings Default { get; } = new();

    /// <summary>Lines added to <c>/.editorconfig</c> below <c>[*.cs]</c>.</summary>
    public string EditorConfig { get; init; } = string.Empty;

    public ImmutableArray<(string Path, string Content)> AdditionalFiles { get; init; } = [];

    /// <summary>Whole source files beside the one under test; they are called /0/Test1.cs and so on.</summary>
    public ImmutableArray<string> MoreSources { get; init; } = [];

    public ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>Namespaces that a member body uses beside the usual ones.</summary>
    public ImmutableArray<string> Usings { get; init; } = [];

    /// <summary>Members put beside the method of a member body.</summary>
    public string Members { get; init; } = string.Empty;

    /// <summary>Rules that are switched off, so that a test need not say what they report beside the rule it is about.</summary>
    public ImmutableArray<string> Disabled { get; init; } = [];

    /// <summary>Compiler warnings must be declared like errors.</summary>
    public bool CompilerWarnings { get; init; }

    /// <summary>The code under test has errors that the test does not care to declare.</summary>
    public bool AnyCompilerErrors { get; init; }

    /// <summary>A default that also references these assemblies.</summary>
    public static Surroundings With(params Assembly[] assemblies) => Default.And(assemblies);

    /// <summary>A copy that also references these assemblies.</summary>
    public Surroundings And(params Assembly[] assemblies)
    {
        ImmutableArray<MetadataReference> references = References;
        foreach (Assembly assembly in assemblies)
            references = references.Add(MetadataReference.CreateFromFile(assembly.Location));
        return this with { References = references };
    }

    /// <summary>A copy in which these rules are switched off.</summary>
    public Surroundings Without(params string[] rules) => this with { Disabled = Disabled.AddRange(rules) };

    /// <summary>A copy with one more additional file.</summary>
    public Surroundings WithFile(string path, string content) =>
        this with { AdditionalFiles = AdditionalFiles.Add((path, content)) };
}
