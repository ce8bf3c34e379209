using System.Collections.Generic;
using System.Collections.Immutable;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>Says that a member was too much for the exact analysis of a lock, and what was given up: never silent.</summary>
internal sealed class AnalysisCoarsened : Check
{
    internal const string Id = "EXL9001";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Analysis of a lock was coarsened",
        "The analysis of '{0}' {1}",
        DiagnosticSeverity.Hidden,
        "The member has too many paths for the exact analysis of this lock. Findings for it may be missing.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            if (analysis.Coarsening == Coarsening.None)
                continue;
            string step = analysis.Coarsening == Coarsening.OneFactMap
                ? "no longer tells apart what the conditions of this member say"
                : "was given up: this member has too many paths";
            yield return new Finding(
                Descriptor,
                MemberNames.PlaceOf(body.Declaration),
                body,
                analysis,
                null,
                ImmutableArray.Create(LockNames.Of(analysis), step));
        }
    }
}
