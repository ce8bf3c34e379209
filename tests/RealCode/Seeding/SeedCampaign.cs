using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.RealCode.Seeding;

/// <summary>
/// Plants one defect after the other in members of a project that draw no warning, and asks for each whether the member
/// draws the expected report then. The same on every run.
/// </summary>
internal sealed class SeedCampaign(string folder, CSharpCompilation compilation, SeedChoice choice)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Summaries _summaries = new(ContractBook.Create(compilation, [], CancellationToken.None));
    private readonly OfferedFixes? _fixes = choice.HasFixes ? new OfferedFixes(compilation) : null;
    private readonly Tally _tally = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _spoken;
    private int _candidates;

    public static Tally Run(string folder, SeedChoice choice)
    {
        var campaign = new SeedCampaign(folder, SourceTree.Read(folder), choice);
        campaign.Run();
        return campaign._tally;
    }

    private void Run()
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => choice.Includes(tree.FilePath)))
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (LockPair pair in LockPair.In(model, _summaries))
                Examine(pair, model);
        }

        _tally.Print(Path.GetFileName(folder));
        Console.WriteLine($"{folder}: {_tally.Made} seeds, {_watch.Elapsed.TotalSeconds:F1} s");
    }

    private void Examine(LockPair pair, SemanticModel model)
    {
        if (!pair.IsKnown)
        {
            _tally.AddPair($"{pair.TypeName}: no contract, left out");
            return;
        }

        Trial original = Trial.Of(model, new Summaries(_summaries.Book), pair.Function.SpanStart);
        if (original.Member is null || original.HasWarning)
        {
            string why = original.Member is null ? "not looked into" : "draws a warning, left out";
            _tally.AddPair($"{pair.TypeName}: {why}");
            return;
        }

        var judgement = new NoDefect(pair, original);
        if (judgement.WhyNothing(model, original.Summaries) is { } reason)
        {
            _tally.AddPair($"{pair.TypeName}: {reason}, left out");
            return;
        }

        _tally.AddPair($"{pair.TypeName}: seeded");
        Plant(pair, model, original, judgement);
    }

    private void Plant(LockPair pair, SemanticModel model, Trial original, NoDefect judgement)
    {
        foreach (Seed seed in SeedsOf(pair, model).Where(_ => choice.IsTurnOf(_candidates++)))
        {
            if (judgement.Why(seed.Defect) is { } why)
            {
                _tally.AddReason($"{seed.Defect.Name}, not counted: {why}");
                Console.WriteLine($"{PlaceOf(seed.Place, pair)}: not counted: {What(seed, pair)}: {why}");
            }
            else if (Trial.Of(seed, original) is { } trial)
            {
                Judge(seed, pair, original, trial);
            }
        }
    }

    private static IEnumerable<Seed> SeedsOf(LockPair pair, SemanticModel model) =>
        LeakSeeds.Of(pair, model)
            .Concat(ReleaseSeeds.Of(pair)).Concat(AcquireSeeds.Of(pair)).Concat(SuspensionSeeds.Of(pair));

    private void Judge(Seed seed, LockPair pair, Trial original, Trial trial)
    {
        Verdict verdict = seed.Defect.Warned.Any(id => trial.Count(id) > original.Count(id)) ? Verdict.Warned
            : trial.HasWarning ? Verdict.Otherwise
            : seed.Defect.Suggested is { } id && trial.Count(id) > original.Count(id) ? Verdict.Suggested
            : trial.WarningsInFile() > original.WarningsInFile() ? Verdict.Otherwise
            : Verdict.Missed;
        _tally.Add(seed.Defect, verdict);
        if (verdict == Verdict.Missed)
            PrintMiss(seed, pair, trial);
        if (_fixes is not null && Said(original, trial) is { } report)
            AskForFix(report, seed, pair, trial);
        if (_watch.Elapsed - _spoken < Silence)
            return;
        _spoken = _watch.Elapsed;
        Console.Error.WriteLine($"{_tally.Made} seeds, {_watch.Elapsed.TotalSeconds:F0} s, in {PlaceOf(seed.Place, pair)}");
    }

    private void PrintMiss(Seed seed, LockPair pair, Trial trial)
    {
        string reason = MissReason.Of(trial, pair);
        _tally.AddReason($"{seed.Defect.Name}: {reason}");
        string said = string.Join(" ", trial.Reports.Select(report => report.Id).Distinct());
        Console.WriteLine($"{PlaceOf(seed.Place, pair)}: missed: {What(seed, pair)}: {reason} {said}");
    }

    /// <summary>The first report that the seed draws, warnings before suggestions.</summary>
    private static Diagnostic? Said(Trial original, Trial trial) => trial.Reports
        .Where(report => trial.Count(report.Id) > original.Count(report.Id))
        .OrderByDescending(report => report.DefaultSeverity).FirstOrDefault();

    private void AskForFix(Diagnostic report, Seed seed, LockPair pair, Trial trial)
    {
        (string? title, TimeSpan time) = _fixes!.Ask(trial.Model.SyntaxTree, report);
        _tally.AddFix(report.Id, title, time);
        if (title is null)
            Console.WriteLine($"{PlaceOf(seed.Place, pair)}: no fix of {report.Id}: {What(seed, pair)}");
    }

    private static string What(Seed seed, LockPair pair) =>
        $"{pair.TypeName} '{pair.Target}', {seed.Defect.Name} {seed.Manner}";

    private string PlaceOf(int place, LockPair pair)
    {
        SyntaxTree tree = pair.Function.SyntaxTree;
        return $"{Path.GetRelativePath(folder, tree.FilePath)}({tree.GetText().Lines.GetLinePosition(place).Line + 1})";
    }
}
