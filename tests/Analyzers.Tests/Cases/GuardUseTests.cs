using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Where a guard goes: to callees that ignore it or hand it back, to fields and callers on some ways only.</summary>
public sealed class GuardUseTests
{
    private const string Guard = """
        sealed class ReadGuard : IDisposable
        {
            private readonly ReaderWriterLockSlim _rw;

            public ReadGuard(ReaderWriterLockSlim rw)
            {
                _rw = rw;
                _rw.EnterReadLock();
            }

            public int Depth => 1;

            public void Dispose() => _rw.ExitReadLock();
        }

        """;

    private static Task Sees(string members) => Team.Sees(Guard + $$"""
        sealed class Catalog
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _items;
            private IDisposable _kept;

        {{members}}

            public void Close() => _kept.Dispose();
        }
        """);

    [Fact]
    public Task GuardGivenToACalleeThatReturnsItAndDropped_Reports() => Sees("""
        public int Items()
        {
            Named(new ReadGuard(_rw));
            {|EXL0001:return _items;|}
        }

        private static T Named<T>(T item) where T : IDisposable => item;
        """);

    [Fact]
    public Task GuardGivenToACalleeThatReturnsItInAUsing_IsSilent() => Sees("""
        public int Items()
        {
            using (Named(new ReadGuard(_rw)))
                return _items;
        }

        private static T Named<T>(T item) where T : IDisposable => item;
        """);

    [Fact]
    public Task GuardGivenToACalleeThatReturnsItAndForgottenOnOneWay_Reports() => Sees("""
        public int Items()
        {
            ReadGuard guard = Named(new ReadGuard(_rw));
            if (_items == 0)
                {|EXL0001:return 0;|}
            guard.Dispose();
            return _items;
        }

        private static T Named<T>(T item) where T : IDisposable => item;
        """);

    [Fact]
    public Task GuardGivenToACalleeThatMayReturnAnother_IsSilent() => Sees("""
        public int Items()
        {
            First(new ReadGuard(_rw), _kept);
            return _items;
        }

        private static IDisposable First(IDisposable item, IDisposable other)
        {
            if (other != null)
                return other;
            return item;
        }
        """);

    [Fact]
    public Task GuardGivenToACalleeThatIgnoresIt_Reports() => Sees("""
        public int Items()
        {
            Check(new ReadGuard(_rw));
            {|EXL0001:return _items;|}
        }

        private static void Check(ReadGuard guard)
        {
            ArgumentNullException.ThrowIfNull(guard);
            Console.WriteLine(nameof(guard));
        }
        """);

    [Fact]
    public Task GuardGivenToACalleeThatDisposesIt_IsSilent() => Sees("""
        public int Items()
        {
            Check(new ReadGuard(_rw));
            return _items;
        }

        private static void Check(ReadGuard guard) => guard.Dispose();
        """);

    [Fact]
    public Task GuardGivenToACalleeThatKeepsIt_IsSilent() => Sees("""
        public int Items()
        {
            Check(new ReadGuard(_rw));
            return _items;
        }

        private void Check(ReadGuard guard) => _kept = guard;
        """);

    [Fact]
    public Task GuardGivenToADelegate_IsSilent() => Sees("""
        public int Items(Action<ReadGuard> check)
        {
            check(new ReadGuard(_rw));
            return _items;
        }
        """);

    [Fact]
    public Task GuardInALocalThatACalleeIgnores_Reports() => Sees("""
        public int Items()
        {
            var guard = new ReadGuard(_rw);
            Check(guard);
            if (guard.Depth == 0)
                {|EXL0001:return 0;|}
            guard.Dispose();
            return _items;
        }

        private static void Check(ReadGuard guard)
        {
        }
        """);

    [Fact]
    public Task GuardKeptAfterAnEarlyReturn_Reports() => Sees("""
        public void Open()
        {
            var guard = new ReadGuard(_rw);
            if (_items == 0)
                {|EXL0001:return;|}
            _kept = guard;
        }
        """);

    [Fact]
    public Task GuardKeptOnEveryWay_IsSilent() => Sees("""
        public void Open()
        {
            var guard = new ReadGuard(_rw);
            if (_items == 0)
            {
                guard.Dispose();
                return;
            }

            _kept = guard;
        }
        """);

    [Fact]
    public Task GuardReturnedOnOneWayAndForgottenOnTheOther_Reports() => Sees("""
        public ReadGuard TryOpen()
        {
            var guard = new ReadGuard(_rw);
            if (_items == 0)
                {|EXL0001:return null;|}
            return guard;
        }
        """);

    [Fact]
    public Task GuardCapturedByALambda_IsSilent() => Sees("""
        public Action Open()
        {
            var guard = new ReadGuard(_rw);
            if (_items == 0)
                return null;
            return () => guard.Dispose();
        }
        """);

    [Fact]
    public Task GuardUnderAnotherName_IsSilent() => Sees("""
        public int Items()
        {
            var guard = new ReadGuard(_rw);
            IDisposable other = guard;
            other.Dispose();
            return _items;
        }
        """);

    [Fact]
    public Task GuardOfEachRoundForgotten_Reports() => Sees("""
        public int Items()
        {
            while (TryTake(out ReadGuard guard))
            {
                _items += guard.Depth;
                if (_items > 9)
                    {|EXL0001:return _items;|}
                guard.Dispose();
            }

            return _items;
        }

        [Acquires("guard", When = Outcome.True)]
        private bool TryTake(out ReadGuard guard)
        {
            guard = _items > 0 ? new ReadGuard(_rw) : null;
            return guard != null;
        }
        """);

    [Fact]
    public Task GuardBesideALockStatement_Reports() => Sees("""
        public int Items()
        {
            var guard = new ReadGuard(_rw);
            lock (this)
                _items++;
            if (_items == 0)
                {|EXL0001:return 0;|}
            guard.Dispose();
            return _items;
        }
        """);

    [Theory]
    [InlineData("private ReadGuard _lost;", "_lost = new ReadGuard(_rw);")]
    [InlineData("private ReadGuard _lost;", "this._lost = new ReadGuard(_rw);")]
    [InlineData("private IDisposable _lost;", "_lost = (IDisposable)new ReadGuard(_rw);")]
    [InlineData("private ReadGuard _lost;", "_lost = (new ReadGuard(_rw));")]
    [InlineData("private ReadGuard _lost;", "_lost = new ReadGuard(_rw)!;")]
    public Task GuardInAFieldThatNobodyLooksAt_Reports(string field, string store) =>
        Sees($"{field} public void Open() {{ {store} {{|EXL0001:}}|}}");

    [Theory]
    [InlineData("public ReadGuard _lost;", "_lost = new ReadGuard(_rw);")]
    [InlineData("internal ReadGuard _lost;", "_lost = new ReadGuard(_rw);")]
    [InlineData("internal ReadGuard Other => _lost; private ReadGuard _lost;", "_lost = new ReadGuard(_rw);")]
    [InlineData("private ReadGuard _lost; private Catalog _next;", "_next._lost = new ReadGuard(_rw);")]
    public Task GuardInAFieldThatOthersSee_IsSilent(string field, string store) =>
        Sees($"{field} public void Open() {{ {store} }}");

    [Fact]
    public Task GuardInAFieldOfAPartialType_IsSilent() => Team.Sees(Guard + """
        partial class Part
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private ReadGuard _lost;

            public void Open() { _lost = new ReadGuard(_rw); }
        }

        partial class Part
        {
            public void Close() => _lost.Dispose();
        }
        """);
}
