using System;
using System.Text;
using System.Threading.Tasks;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Exit code 0 if all went well, 1 if a check found something wrong, 2 at an error, 130 if
/// interrupted.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = Encoding.UTF8;
        Screen screen = new(Console.Out, Console.Error, isTerminal: !Console.IsOutputRedirected);
        return CommandLine.RunAsync(screen, arguments);
    }
}
