using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>What a repair is worth, told from what is said before and after it.</summary>
public sealed class VerdictTests
{
    private const string SkippedRelease = "Monitor.Enter(_gate); if (a) return; Monitor.Exit(_gate);";
    private const string ReleasedTwice = "Monitor.Enter(_gate); Monitor.Exit(_gate); Monitor.Exit(_gate);";
    private const string ReleaseSkippedByACall = "Monitor.Enter(_gate); System.Console.WriteLine(a); Monitor.Exit(_gate);";
    private const string Clean = "Monitor.Enter(_gate); Monitor.Exit(_gate);";

    [Fact]
    public async Task NothingIsSaidAfterwards_IsFull() =>
        Assert.Equal(Soundness.Full, await JudgeAsync(SkippedRelease, Clean, "EXL0001"));

    [Fact]
    public async Task LeakIsToldAsASuggestionNow_IsNone() =>
        Assert.Equal(Soundness.None, await JudgeAsync(SkippedRelease, ReleaseSkippedByACall, "EXL0001"));

    [Fact]
    public async Task SuggestionOfAnotherKindCameToLight_IsButSuggestions() =>
        Assert.Equal(Soundness.ButSuggestions, await JudgeAsync(ReleasedTwice, ReleaseSkippedByACall, "EXL0003"));

    [Fact]
    public async Task WarningOfAnotherKindCameToLight_IsNone() =>
        Assert.Equal(Soundness.None, await JudgeAsync(ReleasedTwice, SkippedRelease, "EXL0003"));

    private static async Task<Soundness> JudgeAsync(string before, string after, string gone)
    {
        MemberVerdict said = await OfAsync(before);
        ImmutableArray<Diagnostic> repaired = [.. said.Findings.Where(finding => finding.Id == gone)];
        Assert.Single(repaired);
        return (await OfAsync(after)).Against(said, repaired);
    }

    private static Task<MemberVerdict> OfAsync(string statements)
    {
        Project project = Batch.Project(("Subject.cs", $$"""
            using System.Threading;

            class C
            {
                private readonly object _gate = new();
                void M(bool a) { {{statements}} }
            }
            """));
        return MemberVerdict.OfAsync(project.Documents.Single(), member: null, new ExtentLockAnalyzer(), CancellationToken.None);
    }
}
