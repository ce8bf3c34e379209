using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>What a member has declared to acquire by returning it, and the one who asked for it never gives back.</summary>
public sealed class ForgottenResultTests
{
    private const string Pool = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using ExtentLock.Contracts;

        sealed class Lease : IDisposable
        {
            public int Length;
            [Releases("this")] public void Dispose() { }
        }

        abstract class Owner : IDisposable
        {
            void IDisposable.Dispose() => Free();
            protected abstract void Free();
        }

        sealed class Slice : Owner
        {
            public int Length;
            [Releases("this")] public void Return() { }
            protected override void Free() => Return();
        }

        abstract class Pool
        {
            [Acquires("return")] public abstract Slice Cut();
            [Acquires("return")] public abstract Lease Rent();
            [Acquires("return")] public abstract Task<Lease> RentAsync();
            [Releases("lease")] public abstract void Return(Lease lease);
        }

        class C
        {
            private readonly List<Lease> _all = new();

        """;

    private static readonly Surroundings Attributes = Surroundings.With(typeof(AcquiresAttribute).Assembly);

    [Theory]
    [InlineData("void M(Pool pool) { Lease lease = pool.Rent(); {|EXL0001:}|}")]
    [InlineData("int M(Pool pool) { var lease = pool.Rent(); {|EXL0001:return lease.Length;|} }")]
    [InlineData("void M(Pool pool) { pool.Rent(); {|EXL0001:}|}")]
    [InlineData("async Task M(Pool pool) { Lease lease = await pool.RentAsync(); {|EXL0001:}|}")]
    [InlineData("void M(Pool pool, bool kept) { var lease = pool.Rent(); if (kept) _all.Add(lease); {|EXL0001:}|}")]
    [InlineData("Lease? M(Pool pool) { var lease = pool.Rent(); if (lease.Length == 0) {|EXL0001:return null;|} return lease; }")]
    public Task ResultThatStaysInTheMember_Reports(string member) => Verify(member);

    [Theory]
    [InlineData("void M(Pool pool) { using Lease lease = pool.Rent(); }")]
    [InlineData("void M(Pool pool) { var lease = pool.Rent(); pool.Return(lease); }")]
    [InlineData("void M(Pool pool) { var lease = pool.Rent(); _all.Add(lease); }")]
    [InlineData("void M(Pool pool) { _all.Add(pool.Rent()); }")]
    [InlineData("Lease M(Pool pool) { var lease = pool.Rent(); return lease; }")]
    [InlineData("Lease M(Pool pool) => pool.Rent();")]
    [InlineData("Action M(Pool pool) { var lease = pool.Rent(); return () => lease.Dispose(); }")]
    [InlineData("async Task M(Pool pool) { Lease lease = await pool.RentAsync(); _all.Add(lease); }")]
    [InlineData("async Task M(Pool pool) { using Lease lease = await pool.RentAsync(); }")]
    [InlineData("async Task M(Pool pool) { using Lease lease = pool.Rent(); while (lease.Length > 0) await Task.Yield(); }")]
    [InlineData("void M(Pool pool) { using Slice slice = pool.Cut(); }")]
    [InlineData("async Task M(Pool pool) { using Slice slice = pool.Cut(); while (slice.Length > 0) await Task.Yield(); }")]
    [InlineData("void M(Pool pool, bool kept) { var lease = pool.Rent(); if (kept) _all[0] = lease; else lease.Dispose(); }")]
    [InlineData("Lease? M(Pool pool) { var lease = pool.Rent(); if (lease.Length == 0) { lease.Dispose(); return null; } return lease; }")]
    public Task ResultThatIsGivenBackOrHandedOn_IsSilent(string member) => Verify(member);

    private static Task Verify(string member) =>
        Verify<ExtentLockAnalyzer>.Source(Pool + "    " + member + "\n}\n", Attributes);
}
