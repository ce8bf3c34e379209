namespace ExtentLock.CodeFixes;

/// <summary>Equivalence keys, constant whatever the finding, and the titles that an editor shows.</summary>
internal static class FixTexts
{
    /// <summary>The idiom that suits the member: the first action everywhere, so what a batch tool applies.</summary>
    public const string BestKey = "ExtentLock.ReleaseOnEveryPath";

    public const string LabelKey = "ExtentLock.RouteThroughLabel";

    public const string FinallyKey = "ExtentLock.WrapInFinally";

    public const string DeclareKey = "ExtentLock.DeclareContract";

    public const string LabelTitle = "Route through the common cleanup label";

    public const string FinallyTitle = "Wrap in try/finally";

    public const string BestAllTitle = "Release locks on every path";

    public static string BestTitle(string lockPath) => "Release '" + lockPath + "' on every path";
}
