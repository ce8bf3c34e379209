using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A test of code fixes: the diagnostics before, the text after fixing one by one and all at once, the diagnostics
/// after. Without a fixed state only the first part runs.
/// </summary>
public abstract partial class CodeFixTest<TVerifier> : CodeActionTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    protected CodeFixTest()
    {
        FixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
        BatchFixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
    }

    public string FixedCode
    {
        set => FixedState.Sources.Add(value);
    }

    public SolutionState FixedState { get; }

    public string BatchFixedCode
    {
        set => BatchFixedState.Sources.Add(value);
    }

    public SolutionState BatchFixedState { get; }

    public int? NumberOfIncrementalIterations { get; set; }

    public int? NumberOfFixAllIterations { get; set; }

    public int? NumberOfFixAllInDocumentIterations { get; set; }

    public int? NumberOfFixAllInProjectIterations { get; set; }

    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    protected abstract IEnumerable<CodeFixProvider> GetCodeFixProviders();

    // A fix of a compiler warning needs that warning, whatever level the test asks for.
    protected override bool IsCompilerDiagnosticIncluded(
        Diagnostic diagnostic,
        CompilerDiagnostics compilerDiagnostics) =>
        base.IsCompilerDiagnosticIncluded(diagnostic, compilerDiagnostics) || FixableIds().Contains(diagnostic.Id);

    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<string> fixable = FixableIds();
        ResolvedState before = Resolve(TestState, MarkupMode.Allow, fixable);
        await VerifyStateAsync(before, Verify.PushContext("Diagnostics of test state"), cancellationToken)
            .ConfigureAwait(false);
        if (!FixedState.IsGiven && !BatchFixedState.IsGiven)
            return;

        SolutionState rawFixed = FixedState.Inheriting(TestState, fixable);
        ResolvedState one = Resolve(rawFixed, MarkupMode.Allow, fixable);
        ResolvedState batch = Resolve(BatchFixedState.Inheriting(rawFixed, fixable), MarkupMode.Allow, fixable);
        await VerifyFixesAsync(before, one, batch, cancellationToken).ConfigureAwait(false);
        await VerifyStateAsync(one, Verify.PushContext("Diagnostics of fixed state"), cancellationToken)
            .ConfigureAwait(false);
        if (BatchFixedState.IsGiven)
        {
            await VerifyStateAsync(batch, Verify.PushContext("Diagnostics of batch fixed state"), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private ImmutableArray<string> FixableIds() =>
        [.. GetCodeFixProviders().SelectMany(provider => provider.FixableDiagnosticIds).Distinct()];

    private async Task VerifyFixesAsync(
        ResolvedState before,
        ResolvedState one,
        ResolvedState batch,
        CancellationToken cancellationToken)
    {
        ImmutableArray<string> fixable = FixableIds();
        int found = before.Expected.Count(result => fixable.Contains(result.Id));
        Project project = await CreateProjectAsync(before, cancellationToken).ConfigureAwait(false);
        int single = NumberOfIncrementalIterations ?? (IsChanged(before, one) ? -found : 0);
        await VerifyOneByOneAsync(project, one, single, cancellationToken).ConfigureAwait(false);

        bool changed = IsChanged(before, batch);
        foreach ((FixAllScope scope, CodeFixTestBehaviors skip, int? given, int usual) in new[]
        {
            (FixAllScope.Document, CodeFixTestBehaviors.SkipFixAllInDocumentCheck,
                NumberOfFixAllInDocumentIterations ?? NumberOfFixAllIterations, -before.Sources.Length),
            (FixAllScope.Project, CodeFixTestBehaviors.SkipFixAllInProjectCheck,
                NumberOfFixAllInProjectIterations ?? NumberOfFixAllIterations, -1),
            (FixAllScope.Solution, CodeFixTestBehaviors.SkipFixAllInSolutionCheck, NumberOfFixAllIterations, -1),
        })
        {
            bool isSkipped = (CodeFixTestBehaviors & (skip | CodeFixTestBehaviors.FixOne)) != 0;
            if (!isSkipped && GetCodeFixProviders().Any(provider => Supports(provider, scope)))
            {
                int count = given ?? (changed ? usual : 0);
                await VerifyFixAllAsync(project, batch, scope, count, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool Supports(CodeFixProvider provider, FixAllScope scope) =>
        provider.GetFixAllProvider()?.GetSupportedFixAllScopes().Contains(scope) == true;

    private static bool IsChanged(ResolvedState from, ResolvedState to) =>
        !SameFiles(from.Sources, to.Sources)
        || !SameFiles(from.AdditionalFiles, to.AdditionalFiles)
        || !SameFiles(from.ConfigFiles, to.ConfigFiles);

    private static bool SameFiles(
        ImmutableArray<(string Path, SourceText Text)> left,
        ImmutableArray<(string Path, SourceText Text)> right) =>
        left.Length == right.Length && left.Zip(right)
            .All(pair => pair.First.Path == pair.Second.Path && pair.First.Text.ContentEquals(pair.Second.Text));
}
