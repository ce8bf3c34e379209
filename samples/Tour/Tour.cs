using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Samples.Tour;

/// <summary>
/// Refused, fixed, built, run: the four steps, each with what it has to show. A step that does not do what it should
/// ends the tour by a <see cref="TourFailedException"/>.
/// </summary>
internal sealed class Tour(Screen screen, ScratchCopy copy, CancellationToken interrupt)
{
    private static readonly TimeSpan SecondReaderWaits = TimeSpan.FromSeconds(1);

    public async Task RunAsync()
    {
        screen.Title("ExtentLock", "what is taken is given back on every path, or the code does not build");
        screen.Note("The code: direct I/O of btrfs with its old early returns, a copy of samples/EarlyReturns");
        IReadOnlyList<Finding> findings = await RefuseAsync();
        await FixAsync(findings);
        await BuildAsync();
        await RunBothAsync();
        screen.Success("Refused, fixed, built, run: every step did what it should.");
    }

    private async Task<IReadOnlyList<Finding>> RefuseAsync()
    {
        screen.Step(1, "The compiler refuses every return that forgets to give back what was taken");
        CommandResult build = await screen.RunAsync(copy.Build, interrupt);
        IReadOnlyList<Finding> findings = copy.Findings();
        if (build.ExitCode == 0)
            throw build.Failed("should have been refused, but succeeded");

        if (findings.Count == 0 || findings.Any(finding => finding.Rule != "EXL1001"))
            throw build.Failed("should have been refused by EXL1001, and by nothing else");

        screen.Refusal(findings);
        PathMap map = new(screen, findings);
        foreach (string file in findings.Select(finding => finding.File).Distinct())
            map.Draw(file, copy.Original(file));

        screen.Legend();
        return findings;
    }

    private async Task FixAsync(IReadOnlyList<Finding> findings)
    {
        screen.Step(2, "One command routes each of them through the cleanup label");
        CommandResult format = await screen.RunAsync(copy.Format, interrupt);
        if (format.ExitCode != 0)
            throw format.Failed("should have fixed the findings, but failed");

        foreach (string file in findings.Select(finding => finding.File).Distinct())
        {
            if (!SourceDiff.Draw(screen, file, copy.Original(file), copy.Current(file)))
                throw format.Failed($"should have changed {file}, but did not");
        }
    }

    private async Task BuildAsync()
    {
        screen.Step(3, "The compiler agrees");
        CommandResult build = await screen.RunAsync(copy.Build, interrupt);
        if (build.ExitCode != 0)
            throw build.Failed("should have succeeded on the fixed copy, but failed");

        IReadOnlyList<Finding> left = copy.Findings();
        if (left.Count != 0)
            throw build.Failed($"should have reported nothing on the fixed copy, but reported {left.Count}");

        screen.Note("No finding is left.");
    }

    private async Task RunBothAsync()
    {
        screen.Step(4, "Run: a queued read of [0, 16384) from a file of 8192 bytes, and then a second reader");
        screen.Outcome("", "the second reader", "the range tree then");
        ShortRead before = await ShowAsync("refused", typeof(EarlyReturns.ShortReadPastEof));
        ShortRead after = await ShowAsync("fixed", copy.LoadScenario());
        ShortRead safe = await ShowAsync("SafePaths", typeof(SafePaths.ShortReadPastEof));
        if (before.Completed)
            throw new TourFailedException("The refused code should have left a range locked, but did not.");

        if (!after.Completed || !safe.Completed)
            throw new TourFailedException("The second reader should have got the range, but still waits for it.");

        if (after.FirstRead != before.FirstRead || safe.FirstRead != before.FirstRead)
            throw new TourFailedException("All versions should have read the same, but did not.");

        screen.Blank();
        screen.Note("Fixed: nothing stays locked. A better design is another matter: here all is given back while the");
        screen.Note("device still reads; in samples/SafePaths each part stays locked until its data has come.");
    }

    private async Task<ShortRead> ShowAsync(string version, Type scenario)
    {
        ShortRead read = await ShortRead.RunAsync(scenario, SecondReaderWaits);
        string waits = $"still waits after {SecondReaderWaits.TotalSeconds:0} s";
        screen.Outcome(version, read.Completed ? "has read" : waits, read.Dump, read.Completed ? "green" : "red");
        return read;
    }
}
