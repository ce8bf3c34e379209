using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A member that other types can call takes or gives back a lock on behalf of its caller, and no contract says so: its own
/// type is analysed as if one did, all others know nothing of it. Offers the attribute.
/// </summary>
internal sealed class ContractNotDeclared : Check
{
    internal const string Id = "EXL1006";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Member changes a lock of its caller and does not say so",
        "'{0}' {1}; declare [{2}]",
        DiagnosticSeverity.Info,
        "Inside the type the change is followed; callers in other types are not checked until an attribute declares it.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        if (body.Member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || !IsForOthers(method)
            || !body.Contract.IsEmpty || SaysSomething(method) || ContractInheritance.Origins(method).Any())
            yield break;
        ImmutableHashSet<string> leaked = Leaked(body);
        List<LockClause> clauses = body.Callees.OfMember(method).Clauses.Where(clause =>
            clause.WhenParameter is null && !clause.IsGuard && !leaked.Contains(LockTarget.NameOf(clause.Target) ?? "")).ToList();
        if (clauses.Count == 0 || IsPermitForPermit(body))
            yield break;
        string attributes = string.Join(", ", clauses.Select(clause => DeclarationText.Of(clause, method)));
        yield return new Finding(
            Descriptor,
            MemberNames.PlaceOf(body.Declaration),
            body,
            null,
            null,
            ImmutableArray.Create(method.Name, string.Join(" and ", clauses.Select(DeclarationText.InWords)), attributes))
        { Declaration = attributes };
    }

    /// <summary>Locks of which the same body is told that it forgot them: what it leaves held is no service.</summary>
    private static ImmutableHashSet<string> Leaked(MemberBody body) => body.Locks
        .Where(analysis => LockNotReleased.LeaksOf(body, analysis).Any())
        .Select(analysis => analysis.Group.LastName(body.Body.Variables) ?? "").ToImmutableHashSet();

    /// <summary>
    /// A place is taken and an item given, as in a buffer: whoever takes the item gives the place, and no caller pairs them.
    /// </summary>
    private static bool IsPermitForPermit(MemberBody body)
    {
        List<IGrouping<Expression, LockEvent>> permits = body.Body.LockEvents
            .Where(change => (change.Clause.Traits & LockTraits.Counted) != 0 && !change.IsPassing).GroupBy(change => change.Target).ToList();
        return permits.Exists(permit => permit.All(change => change.Kind == ClauseKind.Acquires))
            && permits.Exists(permit => permit.All(change => change.Kind == ClauseKind.Releases));
    }

    /// <summary>A contract that can't be understood is reported as such.</summary>
    private static bool SaysSomething(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => ContractAttributes.KindOf(attribute) != ContractAttribute.None);

    private static bool IsForOthers(IMethodSymbol method)
    {
        for (ISymbol? level = method; level is IMethodSymbol or INamedTypeSymbol; level = level.ContainingSymbol)
        {
            if (level.DeclaredAccessibility == Accessibility.Private)
                return false;
        }

        return true;
    }
}
