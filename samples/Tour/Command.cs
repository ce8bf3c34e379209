using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Samples.Tour;

/// <summary>A <c>dotnet</c> command, bounded in time, that leaves no process behind.</summary>
/// <param name="Folder">Where it runs.</param>
/// <param name="Arguments">What <c>dotnet</c> is told.</param>
internal sealed record Command(string Folder, params string[] Arguments)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>As a reader would type it.</summary>
    public string Text => "dotnet " + string.Join(' ', Arguments);

    public async Task<CommandResult> RunAsync(CancellationToken interrupt)
    {
        long began = Stopwatch.GetTimestamp();
        using Process process = Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync(interrupt);
        Task<string> errors = process.StandardError.ReadToEndAsync(interrupt);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        bound.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            interrupt.ThrowIfCancellationRequested();
            throw new TourFailedException($"`{Text}` did not end within {Patience.TotalMinutes} minutes.");
        }

        interrupt.ThrowIfCancellationRequested();
        return new CommandResult(
            Text, process.ExitCode, await output + await errors, Stopwatch.GetElapsedTime(began));
    }

    private Process Start()
    {
        try
        {
            return Process.Start(StartInfo())!;
        }
        catch (Win32Exception failure)
        {
            throw new TourFailedException($"`{Text}` could not be started: {failure.Message}");
        }
    }

    private ProcessStartInfo StartInfo()
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(host, Arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the surrounding `dotnet run` sets for itself would lead the inner one astray.
        foreach (string inherited in (string[])["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath"])
            start.Environment.Remove(inherited);

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }
}

/// <summary>How a command ended.</summary>
internal sealed record CommandResult(string Text, int ExitCode, string Output, TimeSpan Elapsed)
{
    private const int LinesShown = 20;

    /// <summary>The failure of a step, with the end of what the command printed.</summary>
    public TourFailedException Failed(string how)
    {
        string[] lines = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string end = string.Join('\n', lines.TakeLast(LinesShown));
        return new TourFailedException($"`{Text}` {how} (exit code {ExitCode}).\n{end}");
    }
}
