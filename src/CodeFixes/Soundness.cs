namespace ExtentLock.CodeFixes;

/// <summary>What a repair is worth.</summary>
internal enum Soundness
{
    /// <summary>What it should repair is still there, or something else is wrong now.</summary>
    None,

    /// <summary>A suggestion is said that was not said before.</summary>
    ButSuggestions,

    Full,
}
