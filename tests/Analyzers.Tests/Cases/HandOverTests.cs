using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Guards made, chosen, wrapped and passed on; and guards that a project's own types are.</summary>
public sealed class HandOverTests
{
    private const string Leases = """
        sealed class Lease : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        abstract class Limiter
        {
            [Acquires("return")] public abstract Lease Enter();
        }

        """;

    [Fact]
    public Task LeaseInAUsing_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            public void Import(Limiter limiter)
            {
                using (limiter.Enter())
                    _rows++;
            }
        }
        """);

    [Fact]
    public Task LeaseAssignedInTheUsing_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            public void Import(Limiter limiter)
            {
                Lease lease;
                using (lease = limiter.Enter())
                    _rows++;
            }
        }
        """);

    [Fact]
    public Task LeaseAssignedAndForgotten_Reports() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            public void Import(Limiter limiter, bool dry)
            {
                Lease lease;
                lease = limiter.Enter();
                if (dry)
                    {|EXL0001:return;|}
                _rows++;
                lease.Dispose();
            }
        }
        """);

    [Fact]
    public Task LimiterThatMustBeFetched_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            private Limiter Find(string name) => throw new KeyNotFoundException(name);

            public void Import(string name)
            {
                using var lease = Find(name).Enter();
                _rows++;
            }
        }
        """);

    [Fact]
    public Task CallAfterTheLeaseOutsideOfAUsing_Reports() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            private void Find(string name) => throw new KeyNotFoundException(name);

            public void Import(Limiter limiter, string name)
            {
                Lease lease = {|EXL0002:limiter.Enter()|};
                Find(name);
                _rows++;
                lease.Dispose();
            }
        }
        """);

    [Fact]
    public Task LeaseOrNone_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            public void Import(Limiter limiter)
            {
                Lease lease = limiter != null ? limiter.Enter() : null;
                try
                {
                    _rows++;
                }
                finally
                {
                    lease?.Dispose();
                }
            }
        }
        """);

    [Fact]
    public Task LeaseOrNoneForgottenOnOneWay_Reports() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            public void Import(Limiter limiter)
            {
                Lease lease = limiter != null ? limiter.Enter() : null;
                if (_rows > 10)
                    {|EXL0001:return;|}
                _rows++;
                lease?.Dispose();
            }
        }
        """);

    [Fact]
    public Task LeaseThatAMemberPromisesToRelease_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            [Releases("lease")]
            private void Finish(Lease lease)
            {
                _rows++;
                lease.Dispose();
            }

            public void Import(Limiter limiter)
            {
                Lease lease = limiter.Enter();
                Finish(lease);
            }
        }
        """);

    [Fact]
    public Task LeaseThatAMemberReleasesOnOneWay_Reports() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            [Releases("lease", When = Outcome.True)]
            private extern bool Submit(Lease lease);

            public bool Import(Limiter limiter)
            {
                Lease lease = limiter.Enter();
                if (!Submit(lease))
                    {|EXL0001:return false;|}
                _rows++;
                return true;
            }
        }
        """);

    [Fact]
    public Task LeaseReleasedWhereItsSubmissionFailed_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            [Releases("lease", When = Outcome.True)]
            private extern bool Submit(Lease lease);

            public bool Import(Limiter limiter)
            {
                Lease lease = limiter.Enter();
                if (!Submit(lease))
                {
                    lease.Dispose();
                    return false;
                }

                _rows++;
                return true;
            }
        }
        """);

    [Fact]
    public Task LeaseHandedToTheCaller_IsSilent() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            public Lease Begin(Limiter limiter)
            {
                Lease lease = limiter.Enter();
                _rows++;
                return lease;
            }
        }
        """);

    [Fact]
    public Task LeaseHandedToTheCallerButNotOnThisWay_Reports() => Team.Sees(Leases + """
        sealed class Importer
        {
            private int _rows;

            [Acquires("return", When = Outcome.NotNull)]
            public Lease Begin(Limiter limiter)
            {
                Lease lease = limiter.Enter();
                if (_rows > 10)
                    {|EXL0001:return null;|}
                _rows++;
                return lease;
            }
        }
        """);

    [Fact]
    public Task TwoLeasesInFieldsBothDisposed_IsSilent() => Team.Sees(Leases + """
        sealed class Copy : IDisposable
        {
            private readonly Lease _source;
            private readonly Lease _target;

            public Copy(Limiter source, Limiter target)
            {
                _source = source.Enter();
                _target = target.Enter();
            }

            public void Dispose()
            {
                _target.Dispose();
                _source.Dispose();
            }
        }
        """);

    [Fact]
    public Task TwoLeasesInFieldsOneDisposed_Reports() => Team.Sees(Leases + """
        sealed class Copy : IDisposable
        {
            private readonly Lease _source;
            private readonly Lease _target;

            public Copy(Limiter source, Limiter target)
            {
                _source = source.Enter();
                _target = target.Enter();
            {|EXL0001:}|}

            public void Dispose()
            {
                _target.Dispose();
            }
        }
        """);

    [Fact]
    public Task VendorGuardNamedInAContractFile_Reports() => Team.SeesWithContracts(
        """
        M:Vendor.AsyncGate.EnterAsync  acquires return
        M:Vendor.Ticket.Dispose  releases this
        """,
        """
        namespace Vendor
        {
            abstract class AsyncGate { public abstract Task<Ticket> EnterAsync(); }
            sealed class Ticket : IDisposable { public void Dispose() { } }
        }

        sealed class Desk
        {
            private int _served;

            public async Task ServeAsync(Vendor.AsyncGate gate)
            {
                Vendor.Ticket ticket = await gate.EnterAsync();
                if (_served > 100)
                    {|EXL0001:return;|}
                _served++;
                ticket.Dispose();
            }
        }
        """);

    [Fact]
    public Task VendorGuardNamedInAContractFileInAUsing_IsSilent() => Team.SeesWithContracts(
        """
        M:Vendor.AsyncGate.EnterAsync  acquires return
        M:Vendor.Ticket.Dispose  releases this
        """,
        """
        namespace Vendor
        {
            abstract class AsyncGate { public abstract Task<Ticket> EnterAsync(); }
            sealed class Ticket : IDisposable { public void Dispose() { } }
        }

        sealed class Desk
        {
            private int _served;

            public async Task ServeAsync(Vendor.AsyncGate gate, Func<Task> serve)
            {
                using (await gate.EnterAsync())
                {
                    await serve();
                    _served++;
                }
            }
        }
        """);
}
