using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL1006: a member that others can call takes or gives back a lock and does not say so.</summary>
public sealed class ContractNotDeclaredTests
{
    private static readonly Surroundings Usual =
        Surroundings.With(typeof(AcquiresAttribute).Assembly) with { Disabled = ["EXL0002", "EXL0008"] };

    [Fact]
    public Task PublicPair_Reports() => Members("""
        public void {|EXL1006:Open|}() => Monitor.Enter(_gate);
        public void {|EXL1006:Close|}() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task DeclaredPair_IsSilent() => Members("""
        [Acquires("_gate")] public void Open() => Monitor.Enter(_gate);
        [Releases("_gate")] public void Close() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task PrivatePair_IsSilent() => Members("""
        private void Open() => Monitor.Enter(_gate);
        private void Close() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task BalancedMember_IsSilent() => Members("""
        public void Count() { Monitor.Enter(_gate); try { _count++; } finally { Monitor.Exit(_gate); } }
        """);

    [Fact]
    public Task MemberThatPromisesToReleaseIt_IsNotTakenAtItsWord_Reports() => Members("""
        [ReleasesOnAllPaths(On = Exits.Returns)]
        public void Open()
        {
            Monitor.Enter(_gate);
        {|EXL1001:}|}
        public void {|EXL1006:Close|}() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task MemberThatForgets_IsToldSoAndNothingElse_Reports() => Members("""
        public void Count(bool skip)
        {
            Monitor.Enter(_gate);
            if (skip)
                {|EXL0001:return;|}
            _count++;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task MemberOfAnInterface_IsSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        public interface IGate { void Open(); void Close(); }

        public sealed class Gate : IGate
        {
            private readonly object _gate = new();
            public void Open() => Monitor.Enter(_gate);
            public void Close() => Monitor.Exit(_gate);
        }
        """, Usual);

    [Fact]
    public Task WaitForASignal_IsSilent() => Members("""
        private readonly SemaphoreSlim _entries = new(0);
        public System.Threading.Tasks.Task WaitForEntryAsync() => _entries.WaitAsync();
        public void WaitForEntry() => _entries.Wait();
        public void Add() => _entries.Release();
        """);

    [Fact]
    public Task WaitForAPermit_Reports() => Members("""
        private readonly SemaphoreSlim _turns = new(1);
        public System.Threading.Tasks.Task {|EXL1006:TakeTurnAsync|}() => _turns.WaitAsync();
        public void {|EXL1006:EndTurn|}() => _turns.Release();
        """);

    [Fact]
    public Task PlacesAndItemsOfABuffer_AreSilent() => Members("""
        private readonly SemaphoreSlim _places = new(8);
        private readonly SemaphoreSlim _items = new(0);
        public void Add(int item)
        {
            _places.Wait();
            lock (_gate)
                _count += item;
            _items.Release();
        }
        public void Take()
        {
            _items.Wait();
            lock (_gate)
                _count--;
            _places.Release();
        }
        """);

    [Fact]
    public Task PermitForItsCallerBesideOneForItself_Reports() => Members("""
        private readonly SemaphoreSlim _places = new(8);
        private readonly SemaphoreSlim _turn = new(1);
        public void {|EXL1006:Add|}(int item)
        {
            _places.Wait();
            _turn.Wait();
            _count += item;
            _turn.Release();
        }
        public void {|EXL1006:Take|}() => _places.Release();
        """);

    [Fact]
    public Task OneLockForAnother_Reports() => Members("""
        private readonly object _next = new();
        public void {|EXL1006:Advance|}()
        {
            Monitor.Enter(_next);
            Monitor.Exit(_gate);
        }
        public void {|EXL1006:GoBack|}()
        {
            Monitor.Enter(_gate);
            Monitor.Exit(_next);
        }
        """);

    [Fact]
    public Task MakerOfAnObjectThatGivesItBack_IsSilent() => Members("""
        private readonly SemaphoreSlim _turn = new(1);
        private Session _session;
        public Session Open()
        {
            _turn.Wait();
            return new Session(this);
        }
        public void Begin()
        {
            _turn.Wait();
            _session = new Session(this);
        }
        public sealed class Session
        {
            private readonly C _owner;
            internal Session(C owner) => _owner = owner;
            public void {|EXL1006:Close|}() => _owner._turn.Release();
        }
        """);

    [Fact]
    public Task MakerOfAnObjectThatOnlyKnowsIt_Reports() => Members("""
        private readonly SemaphoreSlim _turn = new(1);
        public Session {|EXL1006:Open|}()
        {
            _turn.Wait();
            return new Session(this);
        }
        public void {|EXL1006:Close|}() => _turn.Release();
        public sealed class Session
        {
            private readonly C _owner;
            internal Session(C owner) => _owner = owner;
            public C Owner => _owner;
        }
        """);

    [Fact]
    public Task NestedPrivateType_IsSilent() => Members("""
        private sealed class Part
        {
            private readonly object _inner = new();
            public void Open() => Monitor.Enter(_inner);
            public void Close() => Monitor.Exit(_inner);
        }
        """);

    [Fact]
    public Task Message_NamesOutcomeAndMode() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        public sealed class C
        {
            private readonly ReaderWriterLockSlim _lock = new();
            public bool {|#0:TryRead|}() => _lock.TryEnterReadLock(10);
            public void {|#1:EndRead|}() => _lock.ExitReadLock();
        }
        """, Usual, Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(0).WithMessage(
            "'TryRead' takes '_lock' for its caller if it returns true; "
            + "declare [Acquires(nameof(_lock), When = Outcome.True, Mode = LockMode.Shared)]"),
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(1).WithMessage(
            "'EndRead' gives back '_lock' for its caller; declare [Releases(nameof(_lock), Mode = LockMode.Shared)]"));

    [Theory]
    [InlineData("bool", "true", "false", "false", "False")]
    [InlineData("bool", "false", "true", "true", "True")]
    [InlineData("int", "-1", "0", "zero", "Zero")]
    [InlineData("int", "0", "1", "anything but zero", "NonZero")]
    [InlineData("int", "5", "-2", "a negative number", "Negative")]
    public Task Message_TellsEveryOutcome(string type, string failed, string held, string words, string outcome) =>
        Verify<ExtentLockAnalyzer>.Source($$"""
            using System.Threading;

            public sealed class C
            {
                private readonly object _gate = new();
                private int n;

                public {{type}} {|#0:Try|}(bool fails)
                {
                    Monitor.Enter(_gate);
                    if (fails)
                    {
                        Monitor.Exit(_gate);
                        return {{failed}};
                    }

                    return {{held}};
                }

                public void {|#1:Done|}() => Monitor.Exit(_gate);
            }
            """, Usual, Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(0).WithMessage(
                $"'Try' takes '_gate' for its caller if it returns {words}; "
                + $"declare [Acquires(nameof(_gate), When = Outcome.{outcome})]"),
            Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(1).WithMessage(
                "'Done' gives back '_gate' for its caller; declare [Releases(nameof(_gate))]"));

    [Fact]
    public Task Message_NamesAPathAndAStaticAsText() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        public sealed class Part { internal readonly object Gate = new(); }

        public sealed class C
        {
            private static readonly object Shared = new();
            private readonly Part _part = new();
            public void {|#0:Open|}() => Monitor.Enter(Shared);
            public void {|#1:Close|}() => Monitor.Exit(Shared);
            public void {|#2:Begin|}() => Monitor.Enter(_part.Gate);
            public void {|#3:End|}() => Monitor.Exit(_part.Gate);
        }
        """, Usual,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(0).WithMessage(
            "'Open' takes 'Shared' for its caller; declare [Acquires(\"C.Shared\")]"),
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(1).WithMessage(
            "'Close' gives back 'Shared' for its caller; declare [Releases(\"C.Shared\")]"),
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(2).WithMessage(
            "'Begin' takes '_part.Gate' for its caller; declare [Acquires(\"_part.Gate\")]"),
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL1006").WithLocation(3).WithMessage(
            "'End' gives back '_part.Gate' for its caller; declare [Releases(\"_part.Gate\")]"));

    private static Task Members(string members) => Verify<ExtentLockAnalyzer>.Source($$"""
        using System.Threading;
        using ExtentLock.Contracts;

        public class C
        {
            private readonly object _gate = new();
            private int _count;
        {{members}}
        }
        """, Usual);
}
