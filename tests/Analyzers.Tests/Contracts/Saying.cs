using System.Linq;
using ExtentLock.Analyzers.Contracts;
using LockMode = ExtentLock.Analyzers.Contracts.LockMode;
using Outcome = ExtentLock.Analyzers.Contracts.Outcome;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>Writes a contract out as one line, so that a test compares all of it at once.</summary>
internal static class Saying
{
    public static string Say(this MemberContract contract) =>
        string.Join("; ", contract.Clauses.Select(Say).Concat(contract.Proofs.Select(Say)));

    public static string Say(this ContractTarget target)
    {
        string root = target.Parameter?.Name ?? target.Root.ToString().ToLowerInvariant();
        return string.Join(".", target.Path.Select(member => member.Name).Prepend(root));
    }

    private static string Say(LockClause clause)
    {
        string range = clause.Start is null ? "" : $" [{Say(clause.Start)}, {Say(clause.End!)})";
        string mode = clause.Mode == LockMode.Exclusive ? "" : $" {clause.Mode}";
        string when = clause.When == Outcome.Always ? "" : $" when {clause.WhenParameter?.Name}:{clause.When}";
        string yields = clause.Yields == Outcome.Always ? "" : $" yields {clause.Yields}";
        string times = clause.Times is { } count ? $" times {count.Name}" : clause.IsUncounted ? " times ?" : "";
        string completion = clause.OnCompletion ? " on completion" : "";
        return $"{clause.Kind} {clause.Target.Say()}{mode}{range}{when}{yields}{times}{completion}";
    }

    private static string Say(ContractSum sum) =>
        string.Concat(sum.Terms.Select(term => $"{(term.Sign < 0 ? "-" : "+")}{term.Target.Say()}"))
        + (sum.Constant == 0 ? "" : $"{sum.Constant:+0;-0}");

    private static string Say(ProofClause proof) => $"proves {proof.Target?.Say() ?? "all"} on {proof.On}";
}
