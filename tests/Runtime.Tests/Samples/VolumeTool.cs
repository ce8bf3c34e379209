using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Samples.VolumeTool;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using Xunit;

namespace ExtentLock.Tests.Samples;

/// <summary>The program of samples/Volume, its commands run in a folder that goes after the test.</summary>
internal sealed class VolumeTool : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>The volume's data file.</summary>
    internal string Volume => this["a.vol"];

    internal string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>A tool with a volume made.</summary>
    internal static async Task<VolumeTool> WithVolumeAsync(string size = "16M")
    {
        VolumeTool tool = new();
        await tool.SucceedsAsync("make", tool.Volume, "--size", size);
        return tool;
    }

    /// <summary>A file of this folder.</summary>
    internal string FileOf(byte[] bytes, string name = "given")
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>The same, of random bytes.</summary>
    internal string FileOf(int length, string name = "given") => FileOf(TestVolume.Bytes(length), name);

    /// <summary>What the command printed, which has to succeed.</summary>
    internal async Task<string> SucceedsAsync(params string[] arguments)
    {
        (int code, string output, string errors) = await RunAsync(arguments);
        Assert.Equal((0, ""), (code, errors));
        return output;
    }

    internal static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter errors = new();
        int code = await CommandLine.RunAsync(new Screen(output, errors, isTerminal: false), arguments);
        return (code, output.ToString(), errors.ToString());
    }
}
