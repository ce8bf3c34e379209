using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Outcomes as sets of numbers.</summary>
internal static class Outcomes
{
    public static IntervalSet Set(Outcome outcome) => outcome switch
    {
        Outcome.True or Outcome.NotNull => IntervalSet.One,
        Outcome.False or Outcome.Zero or Outcome.Null => IntervalSet.Zero,
        Outcome.NonZero => IntervalSet.Zero.Complement(),
        Outcome.Negative => IntervalSet.Between(long.MinValue, -1),
        Outcome.NonNegative => IntervalSet.Between(0, long.MaxValue),
        _ => IntervalSet.All,
    };
}
