using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Fuzz;

/// <summary>What holds for every program: nothing throws, it is quick, every run says the same, and fixes fix.</summary>
internal static class Examination
{
    private const int ConcurrentRuns = 2;

    // Far beyond what one member may take; what is still running then will never end.
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(60);

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
        [new ExtentLockAnalyzer(), new ContractAnalyzer()];

    public static int Compiling { get; private set; }

    public static long Reports { get; private set; }

    /// <summary>Null if all is well.</summary>
    public static Failure? Of(FuzzProgram program)
    {
        Task<Failure?> work = Task.Run(() => Examine(program));
        Clock clock = new();
        while (!work.Wait(TimeSpan.FromSeconds(5)))
        {
            if (clock.Spent > Endless)
                return new Failure("endless", $"still running after {Endless}");
        }

        return work.Result;
    }

    public static ImmutableArray<Diagnostic> Analyze(CSharpCompilation compilation, bool isConcurrent, ConcurrentQueue<Exception> thrown)
    {
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]),
            (exception, _, _) => thrown.Enqueue(exception),
            isConcurrent,
            logAnalyzerExecutionTime: false);
        return compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
    }

    private static Failure? Examine(FuzzProgram program)
    {
        ConcurrentQueue<Exception> thrown = [];
        Clock clock = new();
        CSharpCompilation compilation = Compilations.Of(program);
        ImmutableArray<Diagnostic> found = Analyze(compilation, isConcurrent: false, thrown);
        if (Threw(thrown, found) is { } failure)
            return failure;
        if (clock.Spent > SlowMembers.Limit && SlowMembers.Of(compilation, Analyzers) is { } slow)
            return slow;
        Reports += found.Length;
        if (program.IsGenerated && found.FirstOrDefault(IsIn(program)) is { } reported)
            return new Failure("reported in generated code", reported.ToString());
        if (Differs(program, Text(found)) is { } different)
            return different;
        if (compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return null;
        Compiling++;
        return FixExamination.Of(program, found);
    }

    private static Func<Diagnostic, bool> IsIn(FuzzProgram program) =>
        diagnostic => diagnostic.Location.SourceTree?.FilePath == program.Path;

    private static Failure? Differs(FuzzProgram program, string expected)
    {
        for (int run = 0; run < ConcurrentRuns; run++)
        {
            ConcurrentQueue<Exception> thrown = [];
            ImmutableArray<Diagnostic> found = Analyze(Compilations.Of(program), isConcurrent: true, thrown);
            if (Threw(thrown, found) is { } failure)
                return failure with { Kind = failure.Kind + " (concurrent)" };
            string actual = Text(found);
            if (actual != expected)
                return new Failure("two runs differ", $"--- one thread\n{expected}\n--- several\n{actual}");
        }

        return null;
    }

    private static Failure? Threw(IEnumerable<Exception> thrown, ImmutableArray<Diagnostic> found)
    {
        foreach (Exception exception in thrown)
        {
            string place = new StackTrace(exception).GetFrames()
                .Select(frame => frame.GetMethod())
                .FirstOrDefault(method => method?.DeclaringType?.Namespace?.StartsWith("ExtentLock", StringComparison.Ordinal) == true)
                is { } method ? $"{method.DeclaringType!.Name}.{method.Name}" : "the compiler";
            return new Failure($"{exception.GetType().Name} in {place}", exception.ToString());
        }

        return found.FirstOrDefault(diagnostic => diagnostic.Id == "AD0001") is { } failed
            ? new Failure("AD0001", failed.ToString())
            : null;
    }

    /// <summary>All that a report says, sorted: messages, places, and what is told to the fixes.</summary>
    private static string Text(ImmutableArray<Diagnostic> found) => string.Join('\n', found.Select(Text).Order(StringComparer.Ordinal));

    private static string Text(Diagnostic diagnostic) => string.Join(
        " | ",
        [
            diagnostic.ToString(),
            .. diagnostic.AdditionalLocations.Select(place => place.SourceSpan.ToString()),
            .. diagnostic.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")),
        ]);
}
