using System;
using System.Collections.Generic;
using System.Globalization;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Which of the seeds are planted, as the command line says; by default all. Immutable.</summary>
/// <param name="Every">Each of that many, counted over a project.</param>
/// <param name="Text">Part of the paths of the files to plant in.</param>
/// <param name="HasFixes">Whether a fix is asked for of each report.</param>
internal sealed record SeedChoice(int Every, string Text, bool HasFixes)
{
    public bool Includes(string path) => path.Contains(Text, StringComparison.Ordinal);

    public bool IsTurnOf(int number) => number % Every == 0;

    /// <summary>Null if what is said can't be understood.</summary>
    public static SeedChoice? From(string[] arguments, out List<string> folders)
    {
        folders = [];
        var choice = new SeedChoice(1, "", false);
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--seeded":
                    break;
                case "--fixes":
                    choice = choice with { HasFixes = true };
                    break;
                case "--every" when i + 1 < arguments.Length
                    && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int every) && every > 0:
                    choice = choice with { Every = every };
                    i++;
                    break;
                case "--in" when i + 1 < arguments.Length:
                    choice = choice with { Text = arguments[++i] };
                    break;
                case ['-', ..]:
                    return null;
                case { } folder:
                    folders.Add(folder);
                    break;
            }
        }

        return choice;
    }
}
