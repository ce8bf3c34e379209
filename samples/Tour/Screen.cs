using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace ExtentLock.Samples.Tour;

/// <summary>All that is printed, and how: colours and a spinner on a terminal, plain lines elsewhere.</summary>
internal sealed class Screen
{
    /// <summary>Columns before the source text.</summary>
    public const int GutterWidth = 7;

    private const int PreferredWidth = 100;

    private readonly IAnsiConsole _console;
    private readonly bool _isTerminal = !Console.IsOutputRedirected;

    public Screen()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = _isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = _isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!_isTerminal)
            _console.Profile.Width = PreferredWidth;
    }

    public int Width => Math.Min(PreferredWidth, _console.Profile.Width);

    /// <summary>Exactly <paramref name="width"/> columns: cut, or filled with blanks.</summary>
    public static string Fit(string text, int width) =>
        text.Length <= width ? text.PadRight(width) : string.Concat(text.AsSpan(0, Math.Max(0, width - 2)), "… ");

    public void Title(string name, string subject)
    {
        Blank();
        Line($"[bold]{Markup.Escape(name)}[/]  [grey]{Markup.Escape(subject)}[/]");
    }

    public void Step(int number, string what)
    {
        Blank();
        Line($"[bold black on aqua] {number} [/] [bold]{Markup.Escape(what)}[/]");
    }

    public void Blank() => _console.WriteLine();

    public void Note(string text) => Line($"    [grey]{Markup.Escape(text)}[/]");

    public void Header(string label, string markup) => Line($"[bold]{Markup.Escape(label)}[/]{markup}");

    /// <param name="number">Null for a line that the original does not have.</param>
    /// <param name="style">Of the text.</param>
    /// <param name="text">Source.</param>
    /// <param name="markup">What stands behind it.</param>
    public void Source(int? number, string style, string text, string markup) =>
        Line($"[grey]{number,5}[/]  [{style}]{Markup.Escape(Clip(text))}[/]{markup}");

    /// <summary>How to read what <see cref="PathMap"/> draws.</summary>
    public void Legend()
    {
        Blank();
        Line("       ● taken   T, F condition true, false   [bold red]✗[/] left behind   [bold red]◐[/] in part");
    }

    /// <summary>The first report as the compiler prints it, and how many there are.</summary>
    public void Refusal(IReadOnlyList<Finding> findings)
    {
        Finding first = findings[0];
        int exits = findings.Select(finding => (finding.File, finding.Line)).Distinct().Count();
        Line($"    [red]{first.File}({first.Line},{first.Column}): error {first.Rule}:[/]");
        Line($"      {Markup.Escape(Fit(first.Message, Width - 6).TrimEnd())}");
        string count = $"[bold]{findings.Count} findings at {exits} returns.[/]";
        Line($"    {count} A track for each, from where a lock is taken to where it is lost:");
    }

    public void Outcome(string version, string reader, string tree, string style = "grey")
    {
        string[] lines = tree.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            string left = $"{(i == 0 ? version : ""),-12}{(i == 0 ? reader : ""),-24}";
            Line($"    [{style}]{Markup.Escape(left + lines[i])}[/]");
        }
    }

    public void Success(string text)
    {
        Blank();
        Line($"[bold green]✓ {Markup.Escape(text)}[/]");
    }

    public void Failure(string text)
    {
        Blank();
        Line($"[bold red]✗ {Markup.Escape(text)}[/]");
    }

    /// <summary>Shows that something goes on, and then how it ended and how long it took.</summary>
    public async Task<CommandResult> RunAsync(Command command, CancellationToken interrupt)
    {
        string text = $"$ {Markup.Escape(command.Text)}";
        if (!_isTerminal)
            Line($"    {text}");

        CommandResult result = _isTerminal
            ? await SpinAsync(text, command, interrupt)
            : await command.RunAsync(interrupt);
        string end = result.ExitCode == 0 ? "[green]succeeded[/]" : $"[red]failed with exit code {result.ExitCode}[/]";
        string seconds = $"[grey]after {result.Elapsed.TotalSeconds:0} s[/]";
        Line(_isTerminal ? $"    {text}   {end} {seconds}" : $"      {end} {seconds}");
        return result;
    }

    private Task<CommandResult> SpinAsync(string text, Command command, CancellationToken interrupt) =>
        _console.Status().Spinner(Spinner.Known.Dots).StartAsync(text, async status =>
        {
            long began = Stopwatch.GetTimestamp();
            Task<CommandResult> run = command.RunAsync(interrupt);
            while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != run)
                status.Status($"{text} [grey]{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s[/]");

            return await run;
        });

    private string Clip(string text) => text.Length + GutterWidth > Width ? Fit(text, Width - GutterWidth) : text;

    private void Line(string markup) => _console.MarkupLine(markup);
}
