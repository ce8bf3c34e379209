namespace ExtentLock.CodeFixes;

/// <summary>Equivalence keys, constant whatever the finding, and the titles that an editor shows.</summary>
internal static class FixTexts
{
    /// <summary>The idiom that suits the member: the first action everywhere, so what a batch tool applies.</summary>
    public const string BestKey = "ExtentLock.ReleaseOnEveryPath";

    public const string LabelKey = "ExtentLock.RouteThroughLabel";

    public const string FinallyKey = "ExtentLock.WrapInFinally";

    public const string DeclareKey = "ExtentLock.DeclareContract";

    /// <summary>One key for all repairs of a pairing, which differ by finding and not by choice.</summary>
    public const string PairingKey = "ExtentLock.RepairPairing";

    public const string PairingAllTitle = "Repair acquires and releases that do not pair";

    public const string LabelTitle = "Route through the common cleanup label";

    public const string FinallyTitle = "Wrap in try/finally";

    public const string BestAllTitle = "Release locks on every path";

    public static string BestTitle(string lockPath) => "Release '" + lockPath + "' on every path";
}
