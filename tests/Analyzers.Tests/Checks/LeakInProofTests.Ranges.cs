using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL1001 on locks of ranges: what was released must be what was locked, or the rest is kept by contract.</summary>
public sealed partial class LeakInProofTests
{
    [Fact]
    public Task SameRange_IsSilent() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, end);
        }
        """);

    [Fact]
    public Task SameRangeByOtherTerms_IsSilent() => Pairing.Proof("""
        void M(IRanges ranges, long start, long length)
        {
            long end = start + length;
            ranges.Lock(start, end - 1);
            ranges.Unlock(start, start - 1 + length);
        }
        """);

    [Fact]
    public Task ShorterRange_Reports() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, end - 1);
        {|EXL1001:}|}
        """);

    [Fact]
    public Task StartMovedBeforeTheRelease_Reports() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end, long done)
        {
            ranges.Lock(start, end);
            start += done;
            ranges.Unlock(start, end);
        {|EXL1001:}|}
        """);

    [Fact]
    public Task ReleasedInTwoParts_IsSilent() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end, long middle)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, middle);
            ranges.Unlock(middle, end);
        }
        """);

    [Fact]
    public Task SecondPartForgottenOnOnePath_Reports() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end, long middle, bool a)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, middle);
            if (a)
                {|EXL1001:return;|}
            ranges.Unlock(middle, end);
        }
        """);

    [Fact]
    public Task EmptyRestIsNotReleased_IsSilent() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end, long middle)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, middle);
            if (middle < end)
                ranges.Unlock(middle, end);
        }
        """);

    [Fact]
    public Task RestComparedWithSomethingElse_Reports() => Pairing.Proof("""
        void M(IRanges ranges, long start, long end, long middle, long size)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, middle);
            if (middle < size)
                ranges.Unlock(middle, end);
        {|EXL1001:}|}
        """);

    [Fact]
    public Task KeptRange_IsSilent() => Pairing.Proof("""
        [Acquires("ranges", Start = "start", End = "start + return", When = Outcome.NonNegative)]
        long M(IRanges ranges, long start, long end, long mapped, bool a)
        {
            ranges.Lock(start, end);
            if (a || mapped < 0)
            {
                ranges.Unlock(start, end);
                return -1;
            }

            ranges.Unlock(start + mapped, end);
            return mapped;
        }
        """);

    [Fact]
    public Task MoreThanTheKeptRange_Reports() => Pairing.Proof("""
        [Acquires("ranges", Start = "start", End = "start + return", When = Outcome.NonNegative)]
        long M(IRanges ranges, long start, long end, long mapped)
        {
            ranges.Lock(start, end);
            if (mapped < 0)
            {
                ranges.Unlock(start, end);
                return -1;
            }

            {|EXL1001:return mapped;|}
        }
        """);

    [Fact]
    public Task PartialReleaseWithoutAPromise_IsSilentElsewhere() => Pairing.Members("""
        void M(IRanges ranges, long start, long end, long middle)
        {
            ranges.Lock(start, end);
            ranges.Unlock(start, middle);
            ranges.Unlock(middle, end);
        }
        """);
}
