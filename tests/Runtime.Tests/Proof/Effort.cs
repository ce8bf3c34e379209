using System;
using System.Globalization;

namespace ExtentLock.Tests.Proof;

/// <summary>How much a test does: a little by default, more if the environment says so.</summary>
internal static class Effort
{
    internal const string Prefix = "EXTENTLOCK_";

    /// <summary>The number in an environment variable, or the default one.</summary>
    internal static int Of(string name, int usual)
    {
        string? asked = Environment.GetEnvironmentVariable(Prefix + name);
        return string.IsNullOrEmpty(asked) ? usual : int.Parse(asked, CultureInfo.InvariantCulture);
    }
}
