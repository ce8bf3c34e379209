using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A lock that another object or a collection is given while it is held may be given back by that.</summary>
public sealed class NewOwnerTests
{
    [Fact]
    public Task ObjectMadeWithTheLockThatReleasesIt_IsSilent() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var holder = new Holder(_gate);
            if (_users < 0)
                return 0;
            return _users++;
        }

        private sealed class Holder(SemaphoreSlim gate) : IDisposable
        {
            public void Dispose() => gate.Release();
        }
        """);

    [Fact]
    public Task ObjectMadeWithTheLockThatIgnoresIt_Reports() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var holder = new Holder(_gate);
            if (_users < 0)
                {|EXL0001:return 0;|}
            {|EXL0001:return _users++;|}
        }

        private sealed class Holder : IDisposable
        {
            public Holder(SemaphoreSlim gate) => ArgumentNullException.ThrowIfNull(gate);

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task ObjectMadeWithAnotherLock_Reports() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var holder = new Holder(_other);
            if (_users < 0)
                {|EXL0001:return 0;|}
            {|EXL0001:return _users++;|}
        }

        private sealed class Holder(SemaphoreSlim gate) : IDisposable
        {
            public void Dispose() => gate.Release();
        }
        """);

    [Fact]
    public Task ObjectWhoseBaseReleasesTheLock_IsSilent() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var holder = new Holder(_gate);
            if (_users < 0)
                return 0;
            return _users++;
        }

        private class Root(SemaphoreSlim gate) : IDisposable
        {
            public void Dispose() => gate.Release();
        }

        private sealed class Holder : Root
        {
            public Holder(SemaphoreSlim gate)
                : base(gate)
            {
            }
        }
        """);

    [Fact]
    public Task StateOfATimer_IsSilent() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var timer = new Timer(state => ((SemaphoreSlim)state!).Release(), _gate, 1000, -1);
            if (_users < 0)
                return 0;
            return _users++;
        }
        """);

    [Fact]
    public Task AnotherStateOfATimer_Reports() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var timer = new Timer(state => ((SemaphoreSlim)state!).Release(), _other, 1000, -1);
            if (_users < 0)
                {|EXL0001:return 0;|}
            {|EXL0001:return _users++;|}
        }
        """);

    [Fact]
    public Task LockStoredInAnObject_IsSilent() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var holder = new Holder { Gate = _gate };
            if (_users < 0)
                return 0;
            return _users++;
        }

        private sealed class Holder : IDisposable
        {
            public SemaphoreSlim? Gate { get; set; }

            public void Dispose() => Gate?.Release();
        }
        """);

    [Fact]
    public Task AnotherLockStoredInAnObject_Reports() => Sees("""
        public int Count()
        {
            _gate.Wait();
            using var holder = new Holder { Gate = _other };
            if (_users < 0)
                {|EXL0001:return 0;|}
            {|EXL0001:return _users++;|}
        }

        private sealed class Holder : IDisposable
        {
            public SemaphoreSlim? Gate { get; set; }

            public void Dispose() => Gate?.Release();
        }
        """);

    [Fact]
    public Task LockInAnArray_IsSilent() => Sees("""
        public int Count()
        {
            _gate.Wait();
            SemaphoreSlim[] held = new[] { _gate };
            try
            {
                return _users++;
            }
            finally
            {
                foreach (SemaphoreSlim one in held)
                    one.Release();
            }
        }
        """);

    [Fact]
    public Task AnotherLockInAnArray_Reports() => Sees("""
        public int Count()
        {
            _gate.Wait();
            SemaphoreSlim[] held = new[] { _other };
            try
            {
                {|EXL0001:return _users++;|}
            }
            finally
            {
                foreach (SemaphoreSlim one in held)
                    one.Release();
            }
        }
        """);

    [Fact]
    public Task LockInACollectionExpression_IsSilent() => Sees("""
        public int Count()
        {
            _gate.Wait();
            List<SemaphoreSlim> held = [_gate];
            try
            {
                return _users++;
            }
            finally
            {
                foreach (SemaphoreSlim one in held)
                    one.Release();
            }
        }
        """);

    [Fact]
    public Task AnotherLockInACollectionExpression_Reports() => Sees("""
        public int Count()
        {
            _gate.Wait();
            List<SemaphoreSlim> held = [_other];
            try
            {
                {|EXL0001:return _users++;|}
            }
            finally
            {
                foreach (SemaphoreSlim one in held)
                    one.Release();
            }
        }
        """);

    private static Task Sees(string members) => Team.Sees($$"""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private readonly SemaphoreSlim _other = new(1);
            private int _users;

            public void Reset()
            {
                _gate.Wait();
                try
                {
                    _users = 0;
                }
                finally
                {
                    _gate.Release();
                }
            }

        {{members}}
        }
        """);

    [Theory]
    [InlineData("public void Dispose()")]
    [InlineData("void IDisposable.Dispose()")]
    public Task ScopeOfTheOwnerThatReleasesItsLock_IsSilent(string dispose) => Scoped(dispose, "owner._gate.Release()", "return;");

    [Theory]
    [InlineData("public void Dispose()")]
    [InlineData("void IDisposable.Dispose()")]
    public Task ScopeOfTheOwnerThatReleasesAnotherLock_Reports(string dispose) =>
        Scoped(dispose, "owner._other.Release()", "{|EXL0001:return;|}");

    private static Task Scoped(string dispose, string release, string exit) => Sees($$"""
        public void Count(bool isFast)
        {
            _gate.Wait();
            if (!isFast)
            {
                using (var scope = new Scope(this))
                    _users++;
                {{exit}}
            }

            _users++;
            _gate.Release();
        }

        private sealed class Scope(Keeper owner) : IDisposable
        {
            {{dispose}} => {{release}};
        }
        """);
}
