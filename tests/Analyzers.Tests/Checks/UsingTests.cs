using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>A using statement disposes by way of an interface; the contract stands on the method of the type.</summary>
public sealed class UsingTests
{
    private static readonly Surroundings Contracts = Surroundings.With(typeof(AcquiresAttribute).Assembly);

    [Fact]
    public Task LeaseInAUsing_IsSilent() => Verify<ExtentLockAnalyzer>.Source(Source("""
        using Lease lease = ranges.Lock();
                Work();
                if (skip)
                    return;
        """), Contracts);

    [Fact]
    public Task LeaseDisposedOnOnePathOnly_Reports() => Verify<ExtentLockAnalyzer>.Source(Source("""
        Lease lease = ranges.Lock();
                if (skip)
                    {|EXL1001:return;|}
                lease.Dispose();
        """), Contracts);

    private static string Source(string body) => $$"""
        using System;
        using ExtentLock.Contracts;

        struct Lease : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        abstract class Ranges
        {
            [Acquires("return")] public abstract Lease Lock();
        }

        class C
        {
            [ReleasesOnAllPaths]
            void M(Ranges ranges, bool skip)
            {
                {{body}}
            }

            void Work() { }
        }
        """;
}
