using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ExtentLock.Fuzz;

/// <summary>One run: makes programs, examines them, shrinks and keeps those that fail, and says how it goes.</summary>
internal sealed class Campaign(FuzzOptions options)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly Corpus _corpus = Corpus.Read(options.Folders);
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _spoken;
    private int _programs;

    /// <returns>How many different failures there were.</returns>
    public int Run()
    {
        Directory.CreateDirectory(options.Results);
        Console.WriteLine($"{_corpus.Count} files to mutate, seed {options.Seed}, from program {options.First}");
        for (int i = 0; i < options.Count && _watch.Elapsed < options.Time; i++)
        {
            int number = options.First + i;
            FuzzProgram program = Make(number);

            // Written first: if the process dies, it is known of what.
            File.WriteAllText(Path.Combine(options.Results, "current.cs"), program.Text);
            if (Examination.Of(program) is { } failure)
                Keep(number, program, failure);
            _programs++;
            Report(isLast: false);
        }

        Report(isLast: true);
        return _failures.Count;
    }

    /// <summary>The program of that number; the same on every run over the same folders.</summary>
    private FuzzProgram Make(int number)
    {
        Random random = new(unchecked((options.Seed * 1_000_003) + number));
        FuzzProgram program = random.Next(100) switch
        {
            < 2 => LargeProgram.Make(random),
            < 50 => new ProgramWriter(random).Make(),
            _ => _corpus.Pick(random),
        };
        return random.Next(3) == 0 && !program.IsAsFound
            ? program
            : program with { Text = new Mutator(random).Mutate(program.Text), IsAsFound = false };
    }

    private void Keep(int number, FuzzProgram program, Failure failure)
    {
        bool isNew = !_failures.ContainsKey(failure.Kind);
        _failures[failure.Kind] = _failures.GetValueOrDefault(failure.Kind) + 1;
        if (!isNew)
            return;
        string file = Path.Combine(options.Results, $"{options.Seed}-{number}");
        Console.WriteLine($"program {number}: {failure.Kind}; shrinking");
        File.WriteAllText($"{file}.full.cs", program.Text);
        FuzzProgram smallest = Shrinking.Smallest(program, failure);
        Failure last = Examination.Of(smallest) ?? failure;
        File.WriteAllText($"{file}.cs", smallest.Text);
        File.WriteAllText($"{file}.txt", $"{last.Kind}\n{program.Origin}\n{last.Details}\n");
        Console.WriteLine($"program {number}: {file}.cs\n{last.Details}");
    }

    private void Report(bool isLast)
    {
        if (!isLast && _watch.Elapsed - _spoken < Silence)
            return;
        _spoken = _watch.Elapsed;
        string seconds = _watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{seconds} s: {_programs} programs, {Examination.Compiling} compile, {Examination.Reports} reports, "
            + $"{FixExamination.Fixes} fixes of {FixExamination.Asked} findings, {_failures.Count} failures");
        if (isLast)
        {
            foreach ((string kind, int count) in _failures.OrderByDescending(pair => pair.Value))
                Console.WriteLine($"  {count} times {kind}");
        }
    }
}
