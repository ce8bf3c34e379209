using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Spectre.Console;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>All that is printed, and how: a bar that moves on a terminal, plain lines elsewhere.</summary>
internal sealed class Screen
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private readonly IAnsiConsole _console;
    private readonly bool _isTerminal;

    public Screen(TextWriter output, TextWriter errors, bool isTerminal)
    {
        Output = output;
        Errors = errors;
        _isTerminal = isTerminal;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
    }

    public TextWriter Output { get; }

    public TextWriter Errors { get; }

    public void Line(string text) => Output.WriteLine(text);

    public void Row(string label, string text) => Line($"{label,-14}{text}");

    public void Good(string text) => Coloured("green", "✓ " + text);

    public void Bad(string text) => Coloured("red", "✗ " + text);

    /// <summary>One line, whatever the text.</summary>
    public void Error(string text) => Errors.WriteLine("volume: " + text.ReplaceLineEndings(" "));

    /// <summary>Shows how far some work is.</summary>
    /// <param name="what">The work.</param>
    /// <param name="total">What the work counts up to.</param>
    /// <param name="work">Given a place to tell how far it is.</param>
    public async Task ProgressAsync(string what, double total, Func<Action<double>, Task> work)
    {
        if (!_isTerminal)
        {
            await work(PlainLines(what, total));
            return;
        }

        await _console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                ProgressTask bar = bars.AddTask(Markup.Escape(what), maxValue: Math.Max(total, 1));
                await work(done => bar.Value = done);
            });
    }

    private Action<double> PlainLines(string what, double total)
    {
        long last = Stopwatch.GetTimestamp();
        return done =>
        {
            if (Stopwatch.GetElapsedTime(last) < BetweenLines)
                return;

            last = Stopwatch.GetTimestamp();
            Line($"{what}: {Math.Min(100, 100 * done / Math.Max(total, 1)):0} %");
        };
    }

    private void Coloured(string colour, string text)
    {
        if (_isTerminal)
            _console.MarkupLine($"[{colour}]{Markup.Escape(text)}[/]");
        else
            Line(text);
    }
}
