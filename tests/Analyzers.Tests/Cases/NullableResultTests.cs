using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Members that return a number or nothing: null tells as much as false does.</summary>
public sealed class NullableResultTests
{
    [Fact]
    public Task LeaseOrNull_IsSilent() => Sees("""
        _gate.Wait();
        if (_broken)
        {
            _gate.Release();
            return null;
        }

        return ++_last;
        """);

    [Fact]
    public Task NullWhereItIsKept_Reports() => Sees("""
        _gate.Wait();
        if (_broken)
            {|EXL0001:return null;|}
        _gate.Release();
        return ++_last;
        """);

    [Fact]
    public Task ConstantWhereItIsKept_Reports() => Sees("""
        _gate.Wait();
        if (_broken)
            {|EXL0001:return 0;|}
        _gate.Release();
        return ++_last;
        """);

    [Fact]
    public Task ConstantWhereItIsGivenBack_IsSilent() => Sees("""
        _gate.Wait();
        if (_broken)
        {
            _gate.Release();
            return 0;
        }

        _gate.Release();
        return ++_last;
        """);

    private static Task Sees(string body) => Team.Sees($$"""
        sealed class Leases
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _broken;
            private long _last;

            public long? Lease()
            {
        {{body}}
            }

            public void Return(long lease)
            {
                if (lease == _last)
                    _gate.Release();
            }
        }
        """);
}
