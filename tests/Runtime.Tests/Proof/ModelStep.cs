using System.Globalization;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Proof;

/// <summary>What a step of a model run does.</summary>
internal enum Act
{
    Write,
    Vector,
    Read,
    Scan,
    Truncate,
    Punch,
    Zero,
    Allocate,
    Clone,
    Replace,
    Compress,
    Flush,
    Commit,
    Reopen,
    Pin,
    Dirty,
    Unpin,
    Regions,
}

/// <summary>One step of a model run. Any numbers make a step: what they mean is cut to what the files are then, so that
/// a list stays good when others are taken out of it. Printed as the source of itself.</summary>
internal readonly record struct ModelStep(
    Act Act, int File, int At, int Length, int Value, IoFlags Flags = IoFlags.None)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"new(Act.{Act}, {File}, {At}, {Length}, {Value}, {FlagText}),");

    private string FlagText =>
        Flags == IoFlags.None ? "IoFlags.None" : "IoFlags." + Flags.ToString().Replace(", ", " | IoFlags.");
}

/// <summary>What the volume of a model run is.</summary>
internal readonly record struct ModelSetup(bool IsCached, FileTraits Traits, bool IsSmall)
{
    /// <summary>Each seed one of eight kinds.</summary>
    internal static ModelSetup Of(int seed) => new(
        IsCached: seed % 2 == 1, seed / 2 % 2 == 0 ? FileTraits.None : FileTraits.NoCow, IsSmall: seed / 4 % 2 == 1);
}
