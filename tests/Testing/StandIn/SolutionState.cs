using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A project and the diagnostics expected in it, as the test wrote them: with markup in the texts.</summary>
public class SolutionState : ProjectState
{
    private readonly string _prefix;
    private readonly string _extension;

    public SolutionState(string name, string language, string defaultPrefix, string defaultExtension)
        : base(name, language, defaultPrefix, defaultExtension)
    {
        _prefix = defaultPrefix;
        _extension = defaultExtension;
    }

    public StateInheritanceMode? InheritanceMode { get; set; }

    public MarkupMode? MarkupHandling { get; set; }

    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    internal bool IsGiven => InheritanceMode != null || MarkupHandling != null || ExpectedDiagnostics.Count > 0
        || OutputKind != null || ReferenceAssemblies != null
        || Sources.Count > 0 || AdditionalFiles.Count > 0
        || AnalyzerConfigFiles.Count > 0 || AdditionalReferences.Count > 0;

    /// <summary>Whether applying a fix to <paramref name="other"/> must change a file to arrive here.</summary>
    internal bool HasOtherFilesThan(SolutionState other) => !SameFiles(Sources, other.Sources)
        || !SameFiles(AdditionalFiles, other.AdditionalFiles)
        || !SameFiles(AnalyzerConfigFiles, other.AnalyzerConfigFiles);

    /// <summary>A copy in which all that is not set here comes from the state before.</summary>
    internal SolutionState Inheriting(SolutionState from, ImmutableArray<string> fixableIds)
    {
        SolutionState merged = new(Name, Language, _prefix, _extension)
        {
            InheritanceMode = InheritanceMode,
            MarkupHandling = MarkupHandling,
            OutputKind = OutputKind,
            ReferenceAssemblies = ReferenceAssemblies,
        };
        bool inherits = InheritanceMode != StateInheritanceMode.Explicit;
        merged.Sources.AddRange(Chosen(Sources, from.Sources, inherits));
        merged.AdditionalFiles.AddRange(Chosen(AdditionalFiles, from.AdditionalFiles, inherits));
        merged.AnalyzerConfigFiles.AddRange(Chosen(AnalyzerConfigFiles, from.AnalyzerConfigFiles, inherits));
        merged.AdditionalReferences.AddRange(Chosen(AdditionalReferences, from.AdditionalReferences, inherits));
        merged.ExpectedDiagnostics.AddRange(ExpectedDiagnostics);
        if (inherits)
            merged.InheritMeaning(from, fixableIds);
        else
            merged.MarkupHandling ??= MarkupMode.Allow;
        return merged;
    }

    private void InheritMeaning(SolutionState from, ImmutableArray<string> fixableIds)
    {
        OutputKind ??= from.OutputKind;
        ReferenceAssemblies ??= from.ReferenceAssemblies;
        bool all = InheritanceMode == StateInheritanceMode.AutoInheritAll || !HasOtherFilesThan(from);
        MarkupHandling ??= all ? from.MarkupHandling : MarkupMode.IgnoreFixable;
        if (ExpectedDiagnostics.Count == 0)
            ExpectedDiagnostics.AddRange(from.ExpectedDiagnostics.Where(d => all || !fixableIds.Contains(d.Id)));
    }

    private static List<T> Chosen<T>(List<T> own, List<T> inherited, bool inherits) =>
        own.Count == 0 && inherits ? inherited : own;

    private static bool SameFiles(SourceFileCollection left, SourceFileCollection right) =>
        left.Count == right.Count
        && left.Zip(right).All(pair => pair.First.filename == pair.Second.filename
            && pair.First.content.ContentEquals(pair.Second.content));
}
