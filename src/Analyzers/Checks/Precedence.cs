using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// One defect, one report. A release of the wrong lock, or in the wrong mode, releases what is not held and leaves held what
/// was meant: the release is said, and the leak that follows from it is not, unless the member promised that there is none.
/// </summary>
internal static class Precedence
{
    public static IEnumerable<Finding> Speaking(IReadOnlyList<Finding> findings)
    {
        var silent = new HashSet<Finding>();
        foreach (Finding wrong in findings.Where(finding => finding.WrongRelease is not null))
            silent.UnionWith(FollowingFrom(wrong, findings));
        return findings.Where(finding => !silent.Contains(finding));
    }

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
