using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <content>From a state to a project, and from a project to its diagnostics.</content>
public abstract partial class AnalyzerTest<TVerifier>
{
    private protected async Task<Project> CreateProjectAsync(ResolvedState state, CancellationToken cancellationToken)
    {
        AdhocWorkspace workspace = new();
        _workspaces.Add(workspace);
        ReferenceAssemblies framework = state.Source.ReferenceAssemblies ?? ReferenceAssemblies;
        ImmutableArray<MetadataReference> references =
            await framework.ResolveAsync(Language, cancellationToken).ConfigureAwait(false);
        ProjectId id = ProjectId.CreateNewId(state.Source.Name);
        Solution solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            state.Source.Name,
            state.Source.AssemblyName,
            Language,
            compilationOptions: CompilationOptionsOf(state),
            parseOptions: CreateParseOptions(),
            metadataReferences: references.AddRange(state.Source.AdditionalReferences)));
        foreach ((string path, SourceText text) in state.Sources)
            solution = solution.AddDocument(NewId(id, path), Path.GetFileName(path), text, filePath: path);
        foreach ((string path, SourceText text) in state.AdditionalFiles)
            solution = solution.AddAdditionalDocument(NewId(id, path), Path.GetFileName(path), text, filePath: path);
        foreach ((string path, SourceText text) in state.ConfigFiles)
            solution = solution.AddAnalyzerConfigDocument(NewId(id, path), Path.GetFileName(path), text, null, path);
        return SolutionTransforms.Aggregate(solution, (result, transform) => transform(result, id)).GetProject(id)!;
    }

    /// <summary>What compiler and analyzers report, by place. Not local: reported when the compilation ends.</summary>
    private protected async Task<ImmutableArray<(Diagnostic Diagnostic, bool IsLocal)>> DiagnosticsOfAsync(
        Project project,
        CancellationToken cancellationToken)
    {
        Compilation compilation = (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false))!;
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. GetDiagnosticAnalyzers()];
        List<(Diagnostic Diagnostic, bool IsLocal)> all =
            [.. compilation.GetDiagnostics(cancellationToken).Select(diagnostic => (diagnostic, true))];
        all.RemoveAll(pair => !IsCompilerDiagnosticIncluded(pair.Diagnostic, CompilerDiagnostics));
        if (!analyzers.IsEmpty)
        {
            AnalysisResult result = await CreateCompilationWithAnalyzers(
                compilation, analyzers, GetAnalyzerOptions(project), cancellationToken)
                .GetAnalysisResultAsync(cancellationToken).ConfigureAwait(false);
            HashSet<Diagnostic> late = [.. result.CompilationDiagnostics.Values.SelectMany(reported => reported)];
            all.AddRange(result.GetAllDiagnostics().Select(diagnostic => (diagnostic, !late.Contains(diagnostic))));
        }

        return [.. all
            .OrderBy(pair => pair.Diagnostic.Location.GetLineSpan().Path, System.StringComparer.Ordinal)
            .ThenBy(pair => pair.Diagnostic.Location.SourceSpan.Start)
            .ThenBy(pair => pair.Diagnostic.Location.SourceSpan.End)
            .ThenBy(pair => pair.Diagnostic.Id, System.StringComparer.Ordinal)
            .ThenBy(pair => pair.Diagnostic.ToString(), System.StringComparer.Ordinal)];
    }

    // Rules that are off by default are under test like any other; an analyzer that throws must fail the test.
    private CompilationOptions CompilationOptionsOf(ResolvedState state)
    {
        CompilationOptions options = CreateCompilationOptions();
        Dictionary<string, ReportDiagnostic> severities = new(options.SpecificDiagnosticOptions)
        {
            ["AD0001"] = ReportDiagnostic.Error,
        };
        foreach (DiagnosticDescriptor descriptor in SupportedDiagnostics().Where(d => !d.IsEnabledByDefault))
            severities[descriptor.Id] = AsReport(descriptor.DefaultSeverity);
        foreach (string id in DisabledDiagnostics)
            severities[id] = ReportDiagnostic.Suppress;
        return options
            .WithOutputKind(state.Source.OutputKind ?? options.OutputKind)
            .WithSpecificDiagnosticOptions(severities);
    }

    private static ReportDiagnostic AsReport(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };

    private static DocumentId NewId(ProjectId project, string path) => DocumentId.CreateNewId(project, path);
}
