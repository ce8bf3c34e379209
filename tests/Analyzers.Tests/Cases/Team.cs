using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>
/// Whole classes as teams have them, under the rules that are warnings by default. Suggestions are off: any call may throw,
/// and any member may say more about itself.
/// </summary>
internal static class Team
{
    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using ExtentLock.Contracts;


        """;

    public static Surroundings Usual { get; } =
        Surroundings.With(typeof(AcquiresAttribute).Assembly).Without("EXL0008", "EXL1006");

    /// <summary>What is reported in the source with the markup, and nothing else.</summary>
    public static Task Sees(string source) => Verify<ExtentLockAnalyzer>.Source(Whole(source), Usual);

    /// <summary>The source as a file.</summary>
    public static string Whole(string source) => Usings + source;

    /// <summary>The same in a project with a contract file.</summary>
    public static Task SeesWithContracts(string contracts, string source) => Verify<ExtentLockAnalyzer>.Source(
        Usings + source, Usual.WithFile("/0/vendor.extentlock.contracts", contracts));
}
