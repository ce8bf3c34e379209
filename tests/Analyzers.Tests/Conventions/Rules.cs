using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>All rules that the analyzers can report, asked of the analyzers themselves.</summary>
internal static class Rules
{
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(MemberContract).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        .. Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .DistinctBy(rule => rule.Id)
            .OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    public static IEnumerable<string> Ids => All.Select(rule => rule.Id);

    /// <summary>As users write it: <c>error</c>, <c>warning</c>, <c>suggestion</c>, <c>hidden</c>.</summary>
    public static string Severity(DiagnosticDescriptor rule) => rule.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Info => "suggestion",
        _ => "hidden",
    };
}
