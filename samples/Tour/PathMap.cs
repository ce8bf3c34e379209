using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Spectre.Console;

namespace ExtentLock.Samples.Tour;

/// <summary>
/// Draws findings beside their source: a row for each line that some path touches, a track for each finding, from where
/// the lock is taken down to where it is lost. A lock has the same colour in every file.
/// </summary>
internal sealed class PathMap(Screen screen, IReadOnlyList<Finding> findings)
{
    private const int TrackWidth = 3;
    private const int LeastSourceWidth = 20;

    private static readonly string[] Colours = ["yellow", "aqua", "fuchsia", "green"];

    private readonly List<string> _locks =
    [
        .. findings.OrderBy(finding => finding.File).ThenBy(finding => finding.AcquireLine)
            .Select(finding => finding.Lock).Distinct(),
    ];

    public void Draw(string file, string source)
    {
        string[] text = source.Split('\n');
        List<Finding> tracks =
        [
            .. findings.Where(finding => finding.File == file)
                .OrderBy(finding => _locks.IndexOf(finding.Lock)).ThenBy(finding => finding.Line),
        ];
        int[] lines = [.. tracks.SelectMany(finding => finding.Lines).Distinct().Order()];
        int margin = lines.Min(line => Indent(text[line - 1]));
        int sourceWidth = Math.Min(
            Math.Max(LeastSourceWidth, screen.Width - Screen.GutterWidth - (TrackWidth * tracks.Count)),
            lines.Max(line => text[line - 1].TrimEnd().Length) - margin + 2);

        screen.Blank();
        DrawHeader(file, tracks, sourceWidth);
        foreach (int line in lines)
        {
            bool isExit = tracks.Any(finding => finding.Line == line);
            string shown = Screen.Fit(text[line - 1].TrimEnd()[margin..], sourceWidth);
            IEnumerable<string> cells = tracks.Select(finding => Styled(finding, Cell(finding, line, text[line - 1])));
            screen.Source(line, isExit ? "bold red" : "default", shown, string.Concat(cells).TrimEnd());
        }
    }

    /// <summary>One line a lock, each hanging over its tracks.</summary>
    private void DrawHeader(string file, List<Finding> tracks, int sourceWidth)
    {
        StringBuilder above = new();
        foreach (IGrouping<string, Finding> held in tracks.GroupBy(finding => finding.Lock))
        {
            string label = Screen.Fit(above.Length == 0 ? file : "", Screen.GutterWidth + sourceWidth);
            screen.Header(label, $"{above}[{Colour(held.Key)}]╭╴{Markup.Escape(held.Key)}[/]");
            above.Append($"[{Colour(held.Key)}]│[/]").Append(' ', (TrackWidth * held.Count()) - 1);
        }
    }

    private static string Cell(Finding finding, int line, string text)
    {
        if (line == finding.Line)
            return finding.IsPart ? "◐" : "✗";

        if (line == finding.AcquireLine)
            return "●";

        IEnumerable<Branch> here = finding.Branches.Where(branch => branch.Line == line);
        string ways = string.Concat(here.Select(branch => branch.Truth != IsNegated(branch, text) ? 'T' : 'F'));
        if (ways.Length != 0)
            return ways;

        return finding.AcquireLine < line && line < finding.Line ? "│" : "";
    }

    /// <summary>The reader sees <c>!create</c>, the path knows of <c>create</c>.</summary>
    private static bool IsNegated(Branch branch, string text) => branch.Column > 1 && text[branch.Column - 2] == '!';

    private string Styled(Finding finding, string cell)
    {
        string style = cell is "✗" or "◐" ? "bold red" : Colour(finding.Lock);
        string rest = new(' ', Math.Max(0, TrackWidth - cell.Length));
        return cell.Length == 0 ? rest : $"[{style}]{cell}[/]{rest}";
    }

    private string Colour(string held) => Colours[_locks.IndexOf(held) % Colours.Length];

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
