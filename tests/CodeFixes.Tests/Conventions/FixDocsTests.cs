using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace ExtentLock.CodeFixes.Tests.Conventions;

/// <summary>A rule's page names its fixes if, and only if, a provider offers any; every provider fixes all at once.</summary>
public sealed class FixDocsTests
{
    private static readonly string Root = typeof(FixDocsTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(pair => pair.Key == "RepositoryRoot").Value!;

    private static readonly IReadOnlyList<CodeFixProvider> Providers =
    [
        .. Assembly.Load("ExtentLock.CodeFixes").GetTypes()
            .Where(type => !type.IsAbstract && typeof(CodeFixProvider).IsAssignableFrom(type))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    [Fact]
    public void PagesThatNameFixes_AreThoseOfFixableRules()
    {
        IEnumerable<string> named = Directory.EnumerateFiles(Path.Combine(Root, "docs", "rules"), "*.md")
            .Where(page => !File.ReadAllLines(page).Contains("| Fixes | none |"))
            .Select(page => Path.GetFileNameWithoutExtension(page));

        Assert.Equal(
            Providers.SelectMany(provider => provider.FixableDiagnosticIds).Distinct().Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryProvider_FixesAll()
    {
        Assert.NotEmpty(Providers);
        Assert.All(Providers, provider => Assert.NotNull(provider.GetFixAllProvider()));
    }
}
