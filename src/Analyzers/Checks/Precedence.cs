using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Transfer;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// One defect, one report. A release of the wrong lock, or in the wrong mode, releases what is not held and leaves held what
/// was meant: the release is said, and the leak that follows from it is not, unless the member promised that there is none.
/// Nobody gets past an acquire of what they hold, so what is leaked behind it is not said either.
/// </summary>
internal static class Precedence
{
    public static IEnumerable<Finding> Speaking(IReadOnlyList<Finding> findings)
    {
        var silent = new HashSet<Finding>();
        foreach (Finding wrong in findings.Where(finding => finding.WrongRelease is not null))
            silent.UnionWith(FollowingFrom(wrong, findings));
        foreach (Finding again in findings.Where(finding => finding.SecondAcquire is not null))
            silent.UnionWith(findings.Where(finding => finding.Leak is { } leak && IsBehind(leak, again.SecondAcquire!)
                && ReferenceEquals(leak.Lock, again.Lock) && finding.Rule.Id != LeakInProof.Id));
        return findings.Where(finding => !silent.Contains(finding));
    }

    private static bool IsBehind(Leak leak, LockEvent second) => leak.Lock.Group.Acquires.Contains(second)
        && (leak.Part.Site == second.Site || leak.Passes(second));

    private static IEnumerable<Finding> FollowingFrom(Finding wrong, IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            if (finding.Leak is { } leak && ReferenceEquals(finding.Body, wrong.Body) && !ReferenceEquals(leak.Lock, wrong.Lock)
                && leak.Lock.Group.MayBeMeantBy(wrong.WrongRelease!) && leak.Passes(wrong.WrongRelease!))
                yield return finding.Rule.Id == LeakInProof.Id ? wrong : finding;
        }
    }
}
