using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A lock that belongs to its thread is held where the member is suspended: what comes after may run on another thread,
/// which cannot release it.
/// </summary>
internal sealed class HeldOverSuspension : Check
{
    internal const string Id = "EXL0007";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock of a thread is held over await or yield",
        "'{0}' acquired on line {1} belongs to its thread, but is held over this {2}{3}",
        DiagnosticSeverity.Warning,
        "After an await or a yield the member may go on in another thread. Use a SemaphoreSlim, or release before.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            var seen = new HashSet<int>();
            foreach (Observation observation in analysis.Seen(ObservationKind.Suspended))
            {
                int acquired = observation.State.Lock.Parts[0].Site;
                if (observation.State.Lost || (observation.State.Shared && !IsGivenBackHere(analysis)) || !seen.Add(acquired))
                    continue;
                FindingPath path = FindingPath.From(analysis, observation.Trace, acquired, "");
                yield return new Finding(
                    Descriptor,
                    PlaceOf(observation.Event.Syntax),
                    body,
                    analysis,
                    path,
                    ImmutableArray.Create(
                        LockNames.Of(analysis),
                        FindingPath.LineOf(path.Acquire).ToString(System.Globalization.CultureInfo.InvariantCulture),
                        ((Suspension)observation.Event).IsYield ? "yield" : "await",
                        path.InWords()));
            }
        }
    }

    /// <summary>Who gives it back on every way out has it until then, whoever else may have got hold of it.</summary>
    private static bool IsGivenBackHere(LockAnalysis analysis) =>
        analysis.Problem.Matched.Count > 0 && analysis.Exits.All(exit => !exit.State.Lock.IsHeld);

    /// <summary>The word alone where the statement that awaits encloses others.</summary>
    private static Location PlaceOf(SyntaxNode suspended) => suspended switch
    {
        CommonForEachStatementSyntax loop => loop.AwaitKeyword.GetLocation(),
        VariableDeclaratorSyntax { Parent.Parent: UsingStatementSyntax scope } => scope.AwaitKeyword.GetLocation(),
        VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax declaration } =>
            declaration.AwaitKeyword.GetLocation(),
        _ => suspended.GetLocation(),
    };
}
