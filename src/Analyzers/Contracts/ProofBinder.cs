namespace ExtentLock.Analyzers.Contracts;

/// <summary>Resolves a <c>[ReleasesOnAllPaths]</c> against the member, type or assembly that it is about.</summary>
internal static class ProofBinder
{
    public static ProofClause? Bind(ProofText text, ContractScope scope, out ClauseProblem? problem)
    {
        problem = null;
        if (text.On == Exits.None || (text.On & ~Exits.All) != Exits.None)
        {
            problem = new ClauseProblem(ClausePart.Exits, "it names no way out that could be checked");
            return null;
        }

        if (text.Target.Length == 0)
            return new ProofClause(null, text.On);

        ResolvedTarget target = TargetResolver.Resolve(text.Target, scope);
        if (target.Problem is { } message)
            problem = new ClauseProblem(ClausePart.Target, message);
        else if (!ValueShape.CanBeHeld(target.Type!))
            problem = new ClauseProblem(ClausePart.Target, $"a '{TargetResolver.Show(target.Type!)}' can't be held");

        return problem is null ? new ProofClause(target.Target, text.On) : null;
    }
}
