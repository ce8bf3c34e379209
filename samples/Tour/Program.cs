using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Samples.Tour;

/// <summary>Exit code 0 if every step did what it should, 1 if one did not, 130 if interrupted.</summary>
internal static class Program
{
    private static async Task<int> Main()
    {
        Console.OutputEncoding = Encoding.UTF8;
        using CancellationTokenSource interrupt = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupt.Cancel();
        };

        Screen screen = new();
        try
        {
            using ScratchCopy copy = ScratchCopy.Of("EarlyReturns");
            await new Tour(screen, copy, interrupt.Token).RunAsync();
            return 0;
        }
        catch (Exception failure) when (failure is TourFailedException or IOException or UnauthorizedAccessException)
        {
            screen.Failure(failure.Message);
            return 1;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            screen.Failure("Interrupted.");
            return 130;
        }
    }
}
