using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>What no compiler switch enforces: sizes, leftovers and names that say nothing.</summary>
public sealed partial class SourceStyleTests
{
    private const int LongestFile = 400;

    // Put together here, so that this file is not its own first finding.
    private const string TestingLibrary = "Microsoft.CodeAnalysis." + "Testing";
    private const string TestingLibraryForCSharp = "Microsoft.CodeAnalysis.CSharp." + "Testing";

    [Fact]
    public void EveryFile_StaysUnder400Lines()
    {
        Assert.Empty(
            from file in Repository.Sources
            let lines = Repository.Lines(file).Length
            where lines > LongestFile
            select $"{file}: {lines} lines");
    }

    [Fact]
    public void NoFile_HasLeftovers()
    {
        Assert.Empty(
            from file in Repository.Sources
            from Match leftover in Leftover().Matches(Repository.Read(file))
            select $"{file}: {leftover.Value}");
    }

    [Fact]
    public void NoFileName_IsADumpingGround()
    {
        Assert.All(Repository.Sources, file => Assert.DoesNotMatch(DumpingGround(), Path.GetFileName(file)));
    }

    [Fact]
    public void OnlyTheStandIn_NamesTheTestingLibrary()
    {
        Assert.Empty(
            from file in Repository.Sources
            where !file.StartsWith("tests/Testing", StringComparison.Ordinal)
            let text = Repository.Read(file)
            where text.Contains(TestingLibrary, StringComparison.Ordinal)
                || text.Contains(TestingLibraryForCSharp, StringComparison.Ordinal)
            select file);
    }

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K)\b|^\s*#reg[i]on", RegexOptions.Multiline)]
    private static partial Regex Leftover();

    [GeneratedRegex("Help[e]r|Util[s]|Utilit[y]|Manag[e]r|^Common")]
    private static partial Regex DumpingGround();
}
