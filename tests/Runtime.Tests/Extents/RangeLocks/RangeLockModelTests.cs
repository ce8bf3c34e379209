using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Extents;
using ExtentLock.Tests.Proof;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>Random sequences of operations, each lock against the same model; failing ones are shrunk.</summary>
public sealed class RangeLockModelTests
{
    private const int LongestRun = 60;

    private static readonly int Runs = Effort.Of("LOCK_MODEL", 400);

    [Fact]
    public void Segments_DoWhatTheModelDoes() => Check(time => new RangeLock(time));

    [Fact]
    public void Tree_DoesWhatTheModelDoes() => Check(time => new TreeRangeLock(time));

    private static void Check(Func<TimeProvider, QueuedRangeLock> create)
    {
        Gen<RangeOperation[]> sequences =
            from length in Gen.Choose(1, LongestRun)
            from operations in RangeOperation.Any.ArrayOf(length)
            select operations;

        Prop.ForAll(Arb.From(sequences, Shorter), operations => new RangeLockAgainstModel(create).Run(operations))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }

    /// <summary>Without one half, without one of them.</summary>
    private static IEnumerable<RangeOperation[]> Shorter(RangeOperation[] operations)
    {
        int half = operations.Length / 2;
        if (half > 1)
        {
            yield return operations[half..];
            yield return operations[..half];
        }

        for (int i = 0; i < operations.Length && operations.Length > 1; i++)
            yield return [.. operations.Where((_, at) => at != i)];
    }
}
