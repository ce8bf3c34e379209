using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using static System.StringComparison;

namespace ExtentLock.Samples.Tour;

/// <summary>
/// A sample in a temporary folder, with a project that is checked and needs no package. Goes with this object.
/// </summary>
internal sealed class ScratchCopy : IDisposable
{
    private const string Log = "findings.sarif";

    private readonly string _name;
    private readonly string _folder = Directory.CreateTempSubdirectory("extentlock-tour-").FullName;
    private readonly Dictionary<string, string> _originals = [];
    private readonly AssemblyLoadContext _loaded = new("fixed", isCollectible: true);

    private ScratchCopy(string name) => _name = name;

    public Command Build => new(_folder, "build");

    public Command Format =>
        new(_folder, "format", "analyzers", "--diagnostics", "EXL1001", "--severity", "error");

    private string Project => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NoWarn>$(NoWarn);CA1707</NoWarn>
            <ErrorLog>$(MSBuildProjectDirectory)/{Log},version=2.1</ErrorLog>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{Built("ExtentLock.Runtime.dll")}" />
            <Analyzer Include="{Built("analyzers/ExtentLock.Analyzers.dll")}" />
            <Analyzer Include="{Built("analyzers/ExtentLock.CodeFixes.dll")}" />
          </ItemGroup>
        </Project>
        """;

    public static ScratchCopy Of(string name)
    {
        ScratchCopy copy = new(name);
        Assembly assembly = typeof(ScratchCopy).Assembly;
        string folder = name + "/";
        IEnumerable<string> names = assembly.GetManifestResourceNames();
        foreach (string source in names.Where(source => source.StartsWith(folder, Ordinal)))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(source)!);
            string file = source[folder.Length..];
            copy._originals[file] = reader.ReadToEnd();
            copy.Write(file, copy._originals[file]);
        }

        copy.Write(name + ".csproj", copy.Project);

        // Whatever lies above the temporary folder is none of the copy's business, and nothing is downloaded.
        copy.Write("Directory.Build.props", "<Project />");
        copy.Write("Directory.Build.targets", "<Project />");
        copy.Write("Directory.Packages.props", "<Project />");
        copy.Write(".editorconfig", "root = true\n");
        copy.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        return copy;
    }

    public string Original(string file) => _originals[file];

    public string Current(string file) => File.ReadAllText(Path.Combine(_folder, file));

    /// <summary>What the last build reported about locks; none if it did not come as far as the compiler.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        string log = Path.Combine(_folder, Log);
        return File.Exists(log) ? SarifLog.Read(File.ReadAllText(log)) : [];
    }

    /// <summary>The scenario as the last build compiled it, on the same runtime library as this process.</summary>
    public Type LoadScenario()
    {
        string assembly = Path.Combine(_folder, "bin", "Debug", "net10.0", _name + ".dll");
        using MemoryStream image = new(File.ReadAllBytes(assembly));
        return _loaded.LoadFromStream(image).GetTypes().Single(type => type.Name == "ShortReadPastEof");
    }

    public void Dispose()
    {
        _loaded.Unload();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Built(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
