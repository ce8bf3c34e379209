namespace ExtentLock.RealCode.Seeding;

/// <summary>What became of a seed.</summary>
internal enum Verdict
{
    /// <summary>By a warning that is meant for it.</summary>
    Warned,

    /// <summary>By a warning that is meant for something else, or stands at a caller.</summary>
    Otherwise,

    /// <summary>By a suggestion only.</summary>
    Suggested,

    Missed,
}
