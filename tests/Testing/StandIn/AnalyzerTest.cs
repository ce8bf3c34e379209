using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Runs analyzers over one project and compares what they and the compiler report with what the test declares.
/// An instance serves one run.
/// </summary>
public abstract partial class AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    private readonly List<Workspace> _workspaces = [];
    private ImmutableArray<DiagnosticDescriptor> _supported;

    protected AnalyzerTest()
    {
        TestState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
    }

    public abstract string Language { get; }

    public string TestCode
    {
        set => TestState.Sources.Add(value);
    }

    public SolutionState TestState { get; }

    public List<DiagnosticResult> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    public CompilerDiagnostics CompilerDiagnostics { get; set; } = CompilerDiagnostics.Errors;

    public MarkupOptions MarkupOptions { get; set; }

    public TestBehaviors TestBehaviors { get; set; }

    public List<string> DisabledDiagnostics { get; } = [];

    public ReferenceAssemblies ReferenceAssemblies { get; set; } = ReferenceAssemblies.Net.Net100;

    public List<Func<Solution, ProjectId, Solution>> SolutionTransforms { get; } = [];

    public Action<Diagnostic, DiagnosticResult, IVerifier>? DiagnosticVerifier { get; set; }

    protected static TVerifier Verify { get; } = new();

    protected virtual string DefaultFilePathPrefix => "/0/Test";

    protected virtual string DefaultTestProjectName => "TestProject";

    protected abstract string DefaultFileExt { get; }

    protected virtual string DefaultFilePath => $"{DefaultFilePathPrefix}0.{DefaultFileExt}";

    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Verify.LanguageIsSupported(Language);
            await RunImplAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _workspaces.ForEach(workspace => workspace.Dispose());
            _workspaces.Clear();
        }
    }

    protected abstract IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers();

    protected abstract CompilationOptions CreateCompilationOptions();

    protected abstract ParseOptions CreateParseOptions();

    protected virtual async Task RunImplAsync(CancellationToken cancellationToken)
    {
        ResolvedState state = Resolve(TestState, MarkupMode.Allow, []);
        await VerifyStateAsync(state, Verify.PushContext("Diagnostics of test state"), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The rule that markup without a name stands for; null where there is none.</summary>
    protected virtual DiagnosticDescriptor? GetDefaultDiagnostic(DiagnosticAnalyzer[] analyzers)
    {
        if (analyzers.Length == 0)
            return null;
        ImmutableArray<DiagnosticDescriptor> supported = analyzers[0].SupportedDiagnostics;
        bool first = (MarkupOptions & MarkupOptions.UseFirstDescriptor) != 0;
        return supported.Length == 1 || (first && supported.Length > 0) ? supported[0] : null;
    }

    protected virtual CompilationWithAnalyzers CreateCompilationWithAnalyzers(
        Compilation compilation,
        ImmutableArray<DiagnosticAnalyzer> analyzers,
        AnalyzerOptions options,
        CancellationToken cancellationToken) =>
        new(compilation, analyzers, new CompilationWithAnalyzersOptions(
            options,
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false));

    protected virtual AnalyzerOptions GetAnalyzerOptions(Project project) => project.AnalyzerOptions;

    protected virtual bool IsCompilerDiagnosticIncluded(
        Diagnostic diagnostic,
        CompilerDiagnostics compilerDiagnostics) => compilerDiagnostics switch
        {
            CompilerDiagnostics.None => false,
            CompilerDiagnostics.Errors => diagnostic.Severity >= DiagnosticSeverity.Error,
            CompilerDiagnostics.Warnings => diagnostic.Severity >= DiagnosticSeverity.Warning,
            CompilerDiagnostics.Suggestions => diagnostic.Severity >= DiagnosticSeverity.Info,
            _ => true,
        };

    private protected ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics()
    {
        if (_supported.IsDefault)
            _supported = [.. GetDiagnosticAnalyzers().SelectMany(analyzer => analyzer.SupportedDiagnostics)];
        return _supported;
    }

    private protected ResolvedState Resolve(
        SolutionState state,
        MarkupMode defaultMode,
        ImmutableArray<string> fixableIds)
    {
        MarkupResolver resolver = new(
            state.MarkupHandling ?? defaultMode,
            MarkupOptions,
            () => GetDefaultDiagnostic([.. GetDiagnosticAnalyzers()]),
            SupportedDiagnostics(),
            fixableIds);
        return resolver.Resolve(state, DefaultFilePath);
    }
}
