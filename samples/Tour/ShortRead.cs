using System;
using System.Reflection;
using System.Threading.Tasks;

namespace ExtentLock.Samples.Tour;

/// <summary>How a read past the end of a file, and then another one, went with one version of the code.</summary>
/// <param name="FirstRead">Bytes that the first reader got.</param>
/// <param name="Completed">True if the second reader got the range, and read it.</param>
/// <param name="Dump">The range tree when the second reader had got it, or had given up.</param>
internal sealed record ShortRead(long FirstRead, bool Completed, string Dump)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="scenario">A <c>ShortReadPastEof</c>, of any of the versions.</param>
    /// <param name="wait">How long the second reader waits.</param>
    public static async Task<ShortRead> RunAsync(Type scenario, TimeSpan wait)
    {
        Task<object> run = Task.Run(() => scenario.GetMethod("Run")!.Invoke(null, [wait])!);
        try
        {
            object outcome = await run.WaitAsync(Patience);
            return new ShortRead(
                Value<long>(outcome, nameof(FirstRead)),
                Value<bool>(outcome, nameof(Completed)),
                Value<string>(outcome, nameof(Dump)));
        }
        catch (TargetInvocationException failure)
        {
            throw new TourFailedException($"{scenario.FullName} should have ended, but threw {failure.InnerException}");
        }
        catch (TimeoutException)
        {
            throw new TourFailedException($"{scenario.FullName} should have ended, but hangs.");
        }
    }

    private static T Value<T>(object outcome, string name) =>
        (T)outcome.GetType().GetProperty(name)!.GetValue(outcome)!;
}
