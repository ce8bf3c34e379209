using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Spectre.Console;

namespace ExtentLock.Samples.Tour;

/// <summary>
/// Draws the findings of one file beside its source: a row for each line that some path touches, a track for each
/// finding, from where the lock is taken down to where it is lost.
/// </summary>
internal static class PathMap
{
    private const int TrackWidth = 3;
    private const int LeastSourceWidth = 20;

    private static readonly string[] Colours = ["yellow", "aqua", "fuchsia", "green"];

    public static void Draw(Screen screen, string file, string source, IReadOnlyList<Finding> findings)
    {
        string[] text = source.Split('\n');
        List<IGrouping<string, Finding>> locks =
            [.. findings.GroupBy(finding => finding.Lock).OrderBy(held => held.Min(finding => finding.AcquireLine))];
        List<(Finding Finding, string Colour)> tracks =

        [
            .. locks.SelectMany((held, index) =>
                held.OrderBy(finding => finding.Line).Select(finding => (finding, Colour(index)))),
        ];
        int[] lines = [.. findings.SelectMany(finding => finding.Lines).Distinct().Order()];
        int margin = lines.Min(line => Indent(text[line - 1]));
        int sourceWidth = Math.Min(
            Math.Max(LeastSourceWidth, screen.Width - Screen.GutterWidth - (TrackWidth * tracks.Count)),
            lines.Max(line => text[line - 1].TrimEnd().Length) - margin + 2);

        screen.Blank();
        DrawHeader(screen, file, locks, sourceWidth);
        foreach (int line in lines)
        {
            bool isExit = findings.Any(finding => finding.Line == line);
            string shown = Screen.Fit(text[line - 1].TrimEnd()[margin..], sourceWidth);
            string cells = string.Concat(tracks.Select(track => Styled(Cell(track.Finding, line), track.Colour)));
            screen.Source(line, isExit ? "bold red" : "default", shown, cells.TrimEnd());
        }
    }

    /// <summary>One line a lock, each hanging over its tracks.</summary>
    private static void DrawHeader(Screen screen, string file, List<IGrouping<string, Finding>> locks, int sourceWidth)
    {
        StringBuilder above = new();
        for (int i = 0; i < locks.Count; i++)
        {
            string label = Screen.Fit(i == 0 ? file : "", Screen.GutterWidth + sourceWidth);
            screen.Header(label, $"{above}[{Colour(i)}]╭╴{Markup.Escape(locks[i].Key)}[/]");
            above.Append($"[{Colour(i)}]│[/]").Append(' ', (TrackWidth * locks[i].Count()) - 1);
        }
    }

    private static string Cell(Finding finding, int line)
    {
        if (line == finding.Line)
            return finding.IsPart ? "◐" : "✗";

        if (line == finding.AcquireLine)
            return "●";

        string ways = string.Concat(
            finding.Branches.Where(branch => branch.Line == line).Select(branch => branch.Truth ? 'T' : 'F'));
        if (ways.Length != 0)
            return ways;

        return finding.AcquireLine < line && line < finding.Line ? "│" : "";
    }

    private static string Styled(string cell, string colour)
    {
        string style = cell is "✗" or "◐" ? "bold red" : colour;
        string rest = new(' ', Math.Max(0, TrackWidth - cell.Length));
        return cell.Length == 0 ? rest : $"[{style}]{cell}[/]{rest}";
    }

    private static string Colour(int index) => Colours[index % Colours.Length];

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
