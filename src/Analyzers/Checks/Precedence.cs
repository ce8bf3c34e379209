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
        List<Finding> wrongs = findings.Where(finding => finding.WrongRelease is not null).ToList();
        List<Finding> agains = findings.Where(finding => finding.SecondAcquire is not null).ToList();
        if (wrongs.Count + agains.Count == 0)
            return findings;
        var places = new Dictionary<LockEvent, (int Block, int Index)?>();
        var silent = new HashSet<Finding>();
        foreach (Finding finding in findings)
        {
            if (finding.Leak is not { } leak)
                continue;
            System.Func<(int Block, int Index), bool>? way = null;
            bool Passes(LockEvent other) => PlaceOf(other, leak, places) is { } place && (way ??= leak.Way())(place);
            silent.UnionWith(wrongs.Where(wrong => FollowsFrom(wrong, finding, leak) && Passes(wrong.WrongRelease!))
                .Select(wrong => finding.Rule.Id == LeakInProof.Id ? wrong : finding));
            if (finding.Rule.Id != LeakInProof.Id && agains.Exists(again => IsBehind(again, leak, Passes)))
                silent.Add(finding);
        }

        return findings.Where(finding => !silent.Contains(finding));
    }

    private static (int Block, int Index)? PlaceOf(
        LockEvent other, Leak leak, Dictionary<LockEvent, (int Block, int Index)?> places)
    {
        if (!places.TryGetValue(other, out (int Block, int Index)? place))
            places.Add(other, place = leak.Lock.Body.PlaceOf(other));
        return place;
    }

    private static bool IsBehind(Finding again, Leak leak, System.Func<LockEvent, bool> passes) =>
        again.SecondAcquire is { } second && ReferenceEquals(leak.Lock, again.Lock) && leak.Lock.Group.Acquires.Contains(second)
        && (leak.Part.Site == second.Site || passes(second));

    /// <summary>The release can have been meant for the lock that the leak is about.</summary>
    private static bool FollowsFrom(Finding wrong, Finding finding, Leak leak) =>
        ReferenceEquals(finding.Body, wrong.Body) && !ReferenceEquals(leak.Lock, wrong.Lock)
        && leak.Lock.Group.MayBeMeantBy(wrong.WrongRelease!);
}
