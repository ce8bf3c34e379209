using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;

namespace ExtentLock.Fuzz;

/// <summary>What was asked for on the command line. Immutable.</summary>
/// <param name="Seed">Names the sequence of programs.</param>
/// <param name="First">Number of the first program in it.</param>
/// <param name="Count">How many programs; the first limit reached ends the run.</param>
/// <param name="Time">How long.</param>
/// <param name="Results">Where failing programs go.</param>
/// <param name="Folders">Whose sources are mutated.</param>
internal sealed record FuzzOptions(
    int Seed, int First, int Count, TimeSpan Time, string Results, ImmutableArray<string> Folders)
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/Fuzz -- [--seed N] [--count N] [--minutes N] [--from N] [--out FOLDER] [FOLDER...]
          mutates the C# sources below each folder (without one: those of this repository) and generated programs, and holds
          that the analyzers do not throw, are quick, always say the same, and that what is offered as a fix is one.
          --from N --count 1 runs program N of the seed again.
        """;

    /// <summary>Null if it can't be understood.</summary>
    public static FuzzOptions? Parse(IReadOnlyList<string> arguments)
    {
        FuzzOptions options = new(1, 0, int.MaxValue, TimeSpan.FromMinutes(1), "artifacts/fuzz", []);
        bool isCounted = false;
        bool isTimed = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Folders = options.Folders.Add(arguments[i]) };
                continue;
            }

            if (i + 1 == arguments.Count || With(options, arguments[i], arguments[i + 1]) is not { } next)
                return null;
            isCounted |= arguments[i] == "--count";
            isTimed |= arguments[i] == "--minutes";
            options = next;
            i++;
        }

        if (isCounted && !isTimed)
            options = options with { Time = TimeSpan.MaxValue };
        return options.Folders.IsEmpty ? options with { Folders = [Repository()] } : options;
    }

    private static FuzzOptions? With(FuzzOptions options, string name, string value)
    {
        if (name == "--out")
            return options with { Results = value };
        if (!double.TryParse(value, CultureInfo.InvariantCulture, out double number) || number < 0)
            return null;
        return name switch
        {
            "--seed" => options with { Seed = (int)number },
            "--from" => options with { First = (int)number },
            "--count" => options with { Count = (int)number },
            "--minutes" => options with { Time = TimeSpan.FromMinutes(number) },
            _ => null,
        };
    }

    /// <summary>The folder of the solution that this program was built in.</summary>
    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && folder.GetFiles("*.sln").Length == 0)
            folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
