using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>The analyzers that the SDK runs in every build, from the folder of the newest SDK beside this runtime.</summary>
internal static class SdkAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> Load()
    {
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string folder = Directory.EnumerateDirectories(Path.Combine(root, "sdk"))
            .Select(sdk => Path.Combine(sdk, "Sdks", "Microsoft.NET.Sdk", "analyzers"))
            .Where(Directory.Exists)
            .Order(StringComparer.Ordinal)
            .Last();
        Loader loader = new(folder);
        return [.. Directory.EnumerateFiles(folder, "*.NetAnalyzers.dll")
            .Where(file => !file.Contains("VisualBasic", StringComparison.Ordinal))
            .SelectMany(file => new AnalyzerFileReference(file, loader).GetAnalyzers(LanguageNames.CSharp))];
    }

    /// <summary>Loads from the folder what the running program does not have.</summary>
    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public Loader(string folder) => AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) =>
        {
            string file = Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll");
            return File.Exists(file) ? Assembly.LoadFrom(file) : null;
        };

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
