using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>What can be typed, and what then runs. An error is one line and the exit code 2.</summary>
internal static class CommandLine
{
    private const int Failed = 2;
    private const int Interrupted = 130;
    private const long DefaultCapacity = 1L << 30;
    private const string About =
        "Files in a volume. Whole sectors are read and written past every cache, the rest through pages in memory. A "
        + "volume is two files: VOLUME with the data, and VOLUME.meta. Sizes are bytes, or end with K, M, G or T. The "
        + "exit code is 0 if all went well, 1 if a check found something wrong, 2 at an error.";

    public static async Task<int> RunAsync(
        Screen screen, IReadOnlyList<string> arguments, CancellationToken stop = default)
    {
        ParseResult parsed = Root(screen).Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0)
        {
            string reason = parsed.UnmatchedTokens.Count > 0
                ? $"'{parsed.UnmatchedTokens[0]}' is no command, argument or option here."
                : parsed.Errors[0].Message;
            screen.Error($"{reason} (--help tells more)");
            return Failed;
        }

        try
        {
            InvocationConfiguration how = new()
            {
                EnableDefaultExceptionHandler = false,
                Output = screen.Output,
                Error = screen.Errors,
            };
            return await parsed.InvokeAsync(how, stop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            screen.Error(failure.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            screen.Error("Interrupted.");
            return Interrupted;
        }
    }

    private static RootCommand Root(Screen screen) => new(About)
    {
        Make(screen),
        Put(screen),
        Get(screen),
        List(screen),
        Remove(screen),
        Stat(screen),
        Regions(screen),
        Check(screen),
        Stress(screen),
        Trace(screen),
    };

    private static Command Make(Screen screen)
    {
        Argument<string> volume = new("VOLUME") { Description = "File to make; VOLUME.meta is made beside it." };
        Option<long?> size = SizeOption("--size", "Bytes of the volume, a multiple of 4096 [default: 1G].");
        Command command = new("make", "Make a volume.") { volume, size };
        command.SetAction(given =>
            VolumeCommands.Make(screen, given.GetRequiredValue(volume), given.GetValue(size) ?? DefaultCapacity));
        return command;
    }

    private static Command Put(Screen screen)
    {
        Argument<string> volume = Volume();
        Argument<string> file = new("FILE") { Description = "File to copy in. Runs of zeros become holes." };
        Argument<string?> name = Optional("NAME", "Its name in the volume [default: that of FILE].");
        Command command = new("put", "Copy a file into the volume.") { volume, file, name };
        command.SetAction((given, stop) => FileCommands.PutAsync(
            screen, given.GetRequiredValue(volume), given.GetRequiredValue(file), given.GetValue(name), stop));
        return command;
    }

    private static Command Get(Screen screen)
    {
        Argument<string> volume = Volume();
        Argument<string> name = Name();
        Argument<string?> file = Optional("FILE", "File to make [default: NAME in this folder].");
        Command command = new("get", "Copy a file out of the volume.") { volume, name, file };
        command.SetAction((given, stop) => FileCommands.GetAsync(
            screen, given.GetRequiredValue(volume), given.GetRequiredValue(name), given.GetValue(file), stop));
        return command;
    }

    private static Command List(Screen screen)
    {
        Argument<string> volume = Volume();
        Command command = new("ls", "List the files: bytes and name.") { volume };
        command.SetAction(given => FileCommands.List(screen, given.GetRequiredValue(volume)));
        return command;
    }

    private static Command Remove(Screen screen)
    {
        Argument<string> volume = Volume();
        Argument<string[]> names = new("NAME")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Files to remove.",
        };
        Command command = new("rm", "Remove files.") { volume, names };
        command.SetAction(given =>
            FileCommands.Remove(screen, given.GetRequiredValue(volume), given.GetRequiredValue(names)));
        return command;
    }

    private static Command Stat(Screen screen)
    {
        Argument<string> volume = Volume();
        Argument<string?> name = Optional("NAME", "A file in it [default: the volume itself].");
        Command command = new("stat", "Tell how the volume works and what is in it, or of a file.") { volume, name };
        command.SetAction((given, stop) =>
            VolumeCommands.StatAsync(screen, given.GetRequiredValue(volume), given.GetValue(name), stop));
        return command;
    }

    private static Command Regions(Screen screen)
    {
        Argument<string> volume = Volume();
        Argument<string> name = Name();
        Command command = new("fiemap", "Tell where on the device a file lies.") { volume, name };
        command.SetAction((given, stop) => FileCommands.RegionsAsync(
            screen, given.GetRequiredValue(volume), given.GetRequiredValue(name), stop));
        return command;
    }

    private static Command Check(Screen screen)
    {
        Argument<string> volume = Volume();
        Command command = new("check", "Compare every sector with its checksum, and account for all space.") { volume };
        command.SetAction((given, stop) => VolumeCommands.CheckAsync(screen, given.GetRequiredValue(volume), stop));
        return command;
    }

    private static Command Stress(Screen screen)
    {
        Argument<string> volume = Volume();
        Option<int> seconds = new("--seconds")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 10,
            Description = "How long.",
        };
        Option<long?> operations = SizeOption("--operations", "How many operations at most [default: no bound].");
        Option<int> workers = new("--workers")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 4,
            Description = "How many at once.",
        };
        Option<int> seed = new("--seed")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            Description = "Of the random choices.",
        };
        workers.Validators.Add(Between(1, 64));
        seconds.Validators.Add(Between(1, 86400));
        Command command = new(
            "stress",
            "Read, write and truncate at once in a file made for it, verify every sector that comes back, and see at "
            + "the end that nothing is held and nothing damaged.") { volume, seconds, operations, workers, seed };
        command.SetAction((given, stop) => StressCommand.RunAsync(
            screen,
            given.GetRequiredValue(volume),
            new StressPlan(
                TimeSpan.FromSeconds(given.GetValue(seconds)),
                given.GetValue(operations) ?? 0,
                given.GetValue(workers),
                given.GetValue(seed)),
            stop));
        return command;
    }

    private static Command Trace(Screen screen)
    {
        Argument<string> volume = Volume();
        Argument<string> name = Name();
        Option<long?> offset = SizeOption("--offset", "First byte, a multiple of 4096 [default: 0].");
        Option<long?> length = SizeOption(
            "--length", "Bytes, a multiple of 4096 [default: to the end of the file, 4M at most].");
        Option<bool> write = new("--write") { Description = "Write back what is there, in place of a read." };
        Option<bool> threads = new("--threads") { Description = "Move the pieces by threads, in place of io_uring." };
        Option<string[]> pictures = new("--out")
        {
            HelpName = "FILE",
            Description = "Picture to make, .svg or .html; may be given twice.",
        };
        Command command = new(
            "trace", "Do one direct read or write, and draw what it locked and when.")
        {
            volume, name, offset, length, write, threads, pictures,
        };
        command.SetAction((given, stop) => TraceCommand.RunAsync(
            screen,
            given.GetRequiredValue(volume),
            new TraceWish(
                given.GetRequiredValue(name),
                given.GetValue(offset) ?? 0,
                given.GetValue(length) ?? -1,
                given.GetValue(write),
                given.GetValue(threads) ? BlockEngine.Threads : BlockEngine.Automatic,
                given.GetValue(pictures) ?? []),
            stop));
        return command;
    }

    private static Argument<string> Volume() => new("VOLUME") { Description = "The volume's data file." };

    private static Argument<string> Name() => new("NAME") { Description = "A file in the volume." };

    private static Argument<string?> Optional(string name, string description) =>
        new(name) { Arity = ArgumentArity.ZeroOrOne, Description = description };

    private static Option<long?> SizeOption(string name, string description) => new(name)
    {
        HelpName = "SIZE",
        Description = description,
        CustomParser = given =>
        {
            if (Size.TryParse(given.Tokens[0].Value, out long bytes))
                return bytes;

            given.AddError($"'{given.Tokens[0].Value}' is no size: bytes, or a number with K, M, G or T.");
            return null;
        },
    };

    private static Action<OptionResult> Between(int least, int most) => given =>
    {
        if (given.GetValueOrDefault<int>() is var value && (value < least || value > most))
            given.AddError($"{given.Option.Name} is {value}, not between {least} and {most}.");
    };
}
