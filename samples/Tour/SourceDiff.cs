using System;
using System.Collections.Generic;
using System.Linq;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace ExtentLock.Samples.Tour;

/// <summary>
/// Shows what changed in a file, line by line: with the line before each change, and the label that new jumps go to.
/// </summary>
internal static class SourceDiff
{
    /// <summary>False, with nothing shown, if nothing changed.</summary>
    public static bool Draw(Screen screen, string file, string before, string after)
    {
        List<DiffPiece> lines = InlineDiffBuilder.Diff(before, after).Lines;
        bool[] isShown = Shown(lines);
        if (!isShown.Contains(true))
            return false;

        screen.Blank();
        screen.Header(file, "");
        int margin = lines.Where((_, index) => isShown[index])
            .Min(line => line.Text.Length - line.Text.TrimStart().Length);
        int number = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            ChangeType change = lines[i].Type;
            if (change != ChangeType.Inserted)
                number++;

            if (!isShown[i])
                continue;

            string text = lines[i].Text.Length == 0 ? "" : lines[i].Text[margin..];
            if (change == ChangeType.Deleted)
                screen.Source(number, "red", "- " + text, "");
            else if (change == ChangeType.Inserted)
                screen.Source(null, "green", "+ " + text, "");
            else
                screen.Source(number, "grey", "  " + text, "");
        }

        return true;
    }

    private static bool[] Shown(List<DiffPiece> lines)
    {
        bool[] isShown = [.. lines.Select(line => line.Type != ChangeType.Unchanged)];
        for (int i = 0; i + 1 < lines.Count; i++)
            isShown[i] |= lines[i + 1].Type != ChangeType.Unchanged;

        HashSet<string> labels =
        [
            .. lines.Where(line => line.Type == ChangeType.Inserted).Select(line => line.Text.Trim())
                .Where(text => text.StartsWith("goto ", StringComparison.Ordinal))
                .Select(text => text["goto ".Length..].TrimEnd(';') + ":"),
        ];
        bool isInLabel = false;
        for (int i = 0; i < lines.Count; i++)
        {
            string text = lines[i].Text.Trim();
            isInLabel |= labels.Contains(text);
            isShown[i] |= isInLabel && text.Length != 0;
            isInLabel &= !text.StartsWith("return", StringComparison.Ordinal);
        }

        return isShown;
    }
}
