using System;
using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// Whether requests that overlapped in time can be put into one order, each whole and none before another that had
/// ended when it began, in which every read is what a plain file holds and the last state is the one found.
/// </summary>
internal static class OneOrder
{
    internal static bool Exists(IReadOnlyList<Timed> requests, byte[] before, byte[] after) =>
        CanFinish([.. requests.Where(request => request.Answer.IsDone)], before, after);

    private static bool CanFinish(List<Timed> left, byte[] state, byte[] after)
    {
        if (left.Count == 0)
            return state.AsSpan().SequenceEqual(after);

        foreach (Timed next in left)
        {
            if (left.Exists(other => other.Ended < next.Began))
                continue;

            if (TryApply(next, state) is { } reached
                && CanFinish([.. left.Where(other => other != next)], reached, after))
                return true;
        }

        return false;
    }

    /// <summary>The file's cells after the request; null if it can't have answered so.</summary>
    private static byte[]? TryApply(Timed request, byte[] state)
    {
        Attempt attempt = request.Attempt;
        int end = attempt.Start + attempt.Count;
        switch (attempt.Ask)
        {
            case Ask.Read:
                byte[] there = state[Math.Min(attempt.Start, state.Length)..Math.Min(end, state.Length)];
                return there.AsSpan().SequenceEqual(request.Answer.Cells) ? state : null;
            case Ask.Flush or Ask.Evict:
                return state;
            case Ask.Truncate:
                byte[] cut = new byte[attempt.Start];
                state.AsSpan(0, Math.Min(cut.Length, state.Length)).CopyTo(cut);
                return cut;
            default:
                bool isPunch = attempt.Ask == Ask.Punch;
                byte[] changed = new byte[isPunch ? state.Length : Math.Max(state.Length, end)];
                state.CopyTo(changed, 0);
                end = Math.Min(end, changed.Length);
                changed.AsSpan(Math.Min(attempt.Start, end)..end).Fill(isPunch ? (byte)0 : attempt.Value);
                return changed;
        }
    }

    /// <summary>A request, the steps in which it began and ended, and what came of it.</summary>
    internal sealed record Timed(Attempt Attempt, int Began, int Ended, Answer Answer);
}
