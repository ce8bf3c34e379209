using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>A kind of defect with the ids that report it. Immutable.</summary>
/// <param name="Suggested">The id that only suggests it.</param>
internal sealed record Defect(string Name, ImmutableArray<string> Warned, string? Suggested = null)
{
    public static readonly Defect EarlyReturn = new("return before the release", ["EXL0001"]);
    public static readonly Defect NoFinally = new("finally removed", ["EXL0001", "EXL0002"], "EXL0008");
    public static readonly Defect OneReleaseGone = new("one of several releases gone", ["EXL0001"]);
    public static readonly Defect NoRelease = new("all releases gone", ["EXL0001"], "EXL1006");
    public static readonly Defect ReleasedTwice = new("released twice", ["EXL0003"]);
    public static readonly Defect OtherMode = new("released in another mode", ["EXL0003", "EXL0004"]);
    public static readonly Defect WaitInTry = new("wait that can fail inside the try", ["EXL0003"]);
    public static readonly Defect OutcomeIgnored = new("outcome ignored", ["EXL0003", "EXL0006"]);
    public static readonly Defect Suspended = new("await or yield while held", ["EXL0007"]);
    public static readonly Defect AcquiredTwice = new("acquired twice", ["EXL0001", "EXL0005"], "EXL1006");
    public static readonly Defect Throw = new("throw before the release", ["EXL0001"]);

    public static readonly ImmutableArray<Defect> All =
    [
        EarlyReturn, Throw, NoFinally, OneReleaseGone, NoRelease, ReleasedTwice, OtherMode, WaitInTry, OutcomeIgnored,
        Suspended, AcquiredTwice,
    ];
}

/// <summary>One defect, as edits of a file's text that stay inside one member. Immutable.</summary>
/// <param name="Place">Where a reader should look.</param>
/// <param name="Manner">Which of several ways to plant it.</param>
internal sealed record Seed(Defect Defect, string Manner, int Place, ImmutableArray<TextChange> Changes);
