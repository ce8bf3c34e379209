using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Runs the provider as a batch tool does: over a project in a workspace, without an editor.</summary>
internal static class Batch
{
    private static readonly string Root = typeof(Batch).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(pair => pair.Key == "RepositoryRoot").Value!;

    /// <summary>A project of these sources, named by their files.</summary>
    public static Project Project(params (string Name, string Text)[] sources)
    {
        Project project = new AdhocWorkspace()
            .AddProject("Subject", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .AddMetadataReferences(TargetingPack.References("net10.0"))
            .AddMetadataReference(MetadataReference.CreateFromFile(typeof(AcquiresAttribute).Assembly.Location));
        return sources.Aggregate(project, (built, file) => built.AddDocument(file.Name, file.Text).Project);
    }

    /// <summary>The sources of one of the repository's samples.</summary>
    public static Project Sample(string name) => Project([.. Directory
        .EnumerateFiles(Path.Combine(Root, "samples", name), "*.cs")
        .Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileName(file), File.ReadAllText(file)))]);

    public static async Task<Project> FixAllAsync(Project project, FixAllScope scope, string? key)
    {
        LeakFixProvider provider = new();
        Document first = project.Documents.First();
        FixAllContext context = new(first, provider, scope, key!, ["EXL1001"], new Reports(), CancellationToken.None);
        CodeAction? action = await provider.GetFixAllProvider().GetFixAsync(context);
        ImmutableArray<CodeActionOperation> operations = await action!.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
    }

    public static async Task<string> TextAsync(Project project, string file) =>
        (await project.Documents.Single(document => document.Name == file).GetTextAsync()).ToString();

    /// <summary>What the analyzer reports by line, from warnings up, and every error of the compiler.</summary>
    public static async Task<string[]> ReportsAsync(Project project)
    {
        Compilation? compilation = await project.GetCompilationAsync();
        return [.. (await LeaksAsync(project))
            .Concat(compilation!.GetDiagnostics())
            .Where(IsHeeded)
            .Select(report => report.ToString())
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsHeeded(Diagnostic report) =>
        report.Severity == DiagnosticSeverity.Error
        || (report.Severity == DiagnosticSeverity.Warning && report.Id.StartsWith("EXL", StringComparison.Ordinal));

    public static async Task<ImmutableArray<Diagnostic>> LeaksAsync(Project project)
    {
        Compilation? compilation = await project.GetCompilationAsync();
        return await compilation!.WithAnalyzers([new ExtentLockAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }

    /// <summary>Reports of the analyzer, as a host hands them to fix-all.</summary>
    private sealed class Reports : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => await LeaksAsync(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document, CancellationToken cancellationToken)
        {
            SyntaxTree? tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await LeaksAsync(document.Project)).Where(report => report.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
