using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Checks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ExtentLock.Analyzers.Tests;

/// <summary>Programs on which the analysis once failed, found by tests/Fuzz, in their smallest form.</summary>
public sealed class FuzzFindingTests
{
    [Fact]
    public Task LambdaInATryThatLeavesByACall_IsNotCaughtAroundIt_Reports() => Pairing.Members("""
        void M(bool a)
        {
            try
            {
                Task.Run(() =>
                {
                    _lock.Enter();
                    if (a)
                        {|EXL0001:throw new IOException();|}
                    _lock.Exit();
                });
            }
            finally
            {
                Work();
                if (a)
                    Work();
            }
        }
        """);

    [Fact]
    public Task LambdaInATryThatReleasesOnEveryWay_IsSilent() => Pairing.Members("""
        void M(bool a)
        {
            try
            {
                Task.Run(() =>
                {
                    _lock.Enter();
                    try
                    {
                        if (a)
                            throw new IOException();
                    }
                    finally
                    {
                        _lock.Exit();
                    }
                });
            }
            catch (IOException)
            {
                Work();
            }
        }
        """);

    [Fact]
    public async Task PathOfVeryManyBranches_IsCutToItsEnd()
    {
        string branches = string.Concat(Enumerable.Repeat("if (n++ > k) Work(); ", 300));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Long",
            [CSharpSyntaxTree.ParseText(
                "using System.Threading; class C { readonly Lock l = new(); void Work() { } void M(int n, int k) { l.Enter(); "
                + branches.Replace("Work();", "return;") + "l.Exit(); } }")],
            [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        ImmutableArray<Diagnostic> found =
            await compilation.WithAnalyzers([new ExtentLockAnalyzer()]).GetAnalyzerDiagnosticsAsync();

        Assert.Equal(300, found.Count(report => report.Id == "EXL0001"));
        Assert.Equal(101, found.Max(report => report.AdditionalLocations.Count));
    }
}
