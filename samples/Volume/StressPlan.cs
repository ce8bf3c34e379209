using System;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>How long a stress run goes on and with what.</summary>
/// <param name="Time">It ends then at the latest.</param>
/// <param name="Operations">It ends after so many; 0 for no bound.</param>
/// <param name="Workers">How many operations are in flight at once.</param>
/// <param name="Seed">Of the random choices.</param>
internal sealed record StressPlan(TimeSpan Time, long Operations, int Workers, int Seed);
