using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>One finished <c>dotnet</c> command: what it printed and how it ended.</summary>
internal sealed record Run(string Command, int ExitCode, string Output)
{
    public Run Succeeds()
    {
        Assert.True(ExitCode == 0, $"`{Command}` ended with {ExitCode}:\n{Output}");
        return this;
    }

    public Run Fails()
    {
        Assert.True(ExitCode != 0, $"`{Command}` succeeded, but should not have:\n{Output}");
        return this;
    }

    public Run Says(string expected)
    {
        bool found = Output.Contains(expected, StringComparison.Ordinal);
        Assert.True(found, $"`{Command}` never says '{expected}':\n{Output}");
        return this;
    }

    public Run IsSilentAbout(string unexpected)
    {
        bool found = Output.Contains(unexpected, StringComparison.Ordinal);
        Assert.False(found, $"`{Command}` says '{unexpected}':\n{Output}");
        return this;
    }
}

/// <summary>Starts the real <c>dotnet</c>, bounded in time, and leaves no process behind.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<Run> RunAsync(string folder, string? packageCache, params string[] arguments)
    {
        string command = "dotnet " + string.Join(' ', arguments);
        using Process process = Process.Start(StartInfo(folder, packageCache, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource bound = new(Patience);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"`{command}` did not end within {Patience}:\n" + await output + await errors);
        }

        return new Run(command, process.ExitCode, await output + await errors);
    }

    private static ProcessStartInfo StartInfo(string folder, string? packageCache, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the surrounding `dotnet test` sets for itself would lead the inner one astray.
        foreach (string inherited in (string[])["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath"])
            start.Environment.Remove(inherited);

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        if (packageCache is not null)
            start.Environment["NUGET_PACKAGES"] = packageCache;

        return start;
    }
}

/// <summary>A folder under the system's temporary one that goes away with this object.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("extentlock-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
