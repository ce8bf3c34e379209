using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>What accessors do, and static methods of other types that are named like what they wrap.</summary>
public sealed partial class SummaryTests
{
    private const string Sync = """
        using System.Threading;

        static class Sync
        {
            public static void Enter(object gate) => Monitor.Enter(gate);
            public static bool TryEnter(object gate) => Monitor.TryEnter(gate, 10);
            public static void Enter(object gate, ref bool taken) => Monitor.Enter(gate, ref taken);
            public static void Exit(object gate) => Monitor.Exit(gate);
            public static bool Wait(object gate) => Monitor.Wait(gate);
        }

        """;

    [Fact]
    public Task HeldForGoodThoughAnAccessorIsBalanced_Reports() => Pairing.Members("""
        int Count { get { Monitor.Enter(_gate); try { return _state; } finally { Monitor.Exit(_gate); } } }
        int this[int i] { get { Monitor.Enter(_gate); try { return i; } finally { Monitor.Exit(_gate); } } set => _state = i; }
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task HeldUntilAnAccessorGivesItBack_IsSilent() => Pairing.Members("""
        bool IsOpen { get => _state > 0; set { _state = value ? 1 : 0; Monitor.Exit(_gate); } }
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        }
        """);

    [Fact]
    public Task HeldUntilAnIndexerGivesItBack_IsSilent() => Pairing.Members("""
        int this[int i] { set { _state = i; Monitor.Exit(_gate); } }
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        }
        """);

    [Fact]
    public Task HeldUntilWhatAPropertyReturnsGivesItBack_IsSilent() => Pairing.Members("""
        System.Action End => () => Monitor.Exit(_gate);
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        }
        """);

    [Fact]
    public Task HeldUntilTheInitialValueOfAPropertyGivesItBack_IsSilent() => Verify("""
        using System;
        using System.Threading;

        static class Door
        {
            private static readonly object Gate = new();
            public static Action Close { get; } = () => Monitor.Exit(Gate);
            public static void Open() => Monitor.Enter(Gate);
        }
        """);

    [Fact]
    public Task HeldForGoodThoughOthersPassOnWhatIsNoLock_Reports() => Pairing.Members("""
        private readonly System.Collections.Generic.List<string> _names = new();
        void Add(string name) { _rw.EnterReadLock(); try { _names.Add(name); } finally { _rw.ExitReadLock(); } }
        void M()
        {
            _rw.EnterReadLock();
            Work();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task HeldUntilAMemberPassesTheLockOn_IsSilent() => Pairing.Members("""
        private readonly System.Action<ReaderWriterLockSlim> _leave = rw => rw.ExitReadLock();
        void Leave(ReaderWriterLockSlim rw) => _leave(rw);
        void End() { Work(); Leave(_rw); }
        void M()
        {
            _rw.EnterReadLock();
            Work();
        }
        """);

    [Fact]
    public Task OnlyPermitIsTakenForGood_Reports() => Pairing.Members("""
        async Task M()
        {
            await _sem.WaitAsync();
            Work();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task HeldForGoodThoughTheLockIsDisposedOfInTheEnd_Reports() => Pairing.Members("""
        void Dispose() { _rw.EnterWriteLock(); try { Work(); } finally { _rw.ExitWriteLock(); _rw.Dispose(); } }
        void M()
        {
            _rw.EnterWriteLock();
            Work();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task HeldUntilItIsDisposedOf_IsSilent() => Pairing.Members("""
        void M()
        {
            _sem.Wait();
            Work();
            _sem.Dispose();
        }
        """);

    [Fact]
    public Task HeldUntilAHelperDisposesOfIt_IsSilent() => Pairing.Members("""
        void End() { Work(); _sem.Dispose(); }
        void M()
        {
            _sem.Wait();
            Work();
            End();
        }
        """);

    [Fact]
    public Task HeldUntilAMemberGivesItBackAndDisposesOfIt_IsSilent() => Pairing.Members("""
        void End() { _rw.ExitWriteLock(); _rw.Dispose(); }
        void M()
        {
            _rw.EnterWriteLock();
            Work();
        }
        """);

    [Fact]
    public Task PermitOfSeveralIsTakenForGood_IsSilent() => Pairing.Members("""
        private readonly SemaphoreSlim _seats = new(3);
        async Task M()
        {
            await _seats.WaitAsync();
            Work();
        }
        """);

    [Fact]
    public Task OnlyPermitIsTakenByTheFirstWhoComes_IsSilent() => Pairing.Members("""
        void M()
        {
            if (!_sem.Wait(0))
                return;
            Work();
        }
        """);

    [Fact]
    public Task WrapperOfAnotherTypeAcquiresAndAReturnSkipsItsCounterpart_Reports() => Verify(Sync + """
        class Door
        {
            public void Open(object gate, bool bad)
            {
                Sync.Enter(gate);
                if (bad)
                    {|EXL0001:return;|}
                Sync.Exit(gate);
            }
        }
        """);

    [Fact]
    public Task WrapperOfAnotherTypeOnEveryPath_IsSilent() => Verify(Sync + """
        class Door
        {
            public void Open(object gate, bool bad)
            {
                if (!Sync.TryEnter(gate))
                    return;
                try
                {
                    if (bad)
                        return;
                    Sync.Wait(gate);
                }
                finally
                {
                    Sync.Exit(gate);
                }
            }
        }
        """);

    [Fact]
    public Task WrapperOfAnotherTypeThatSetsAFlag_IsSilent() => Verify(Sync + """
        class Door
        {
            public void Open(object gate, bool bad)
            {
                bool taken = false;
                try
                {
                    Sync.Enter(gate, ref taken);
                    if (bad)
                        return;
                }
                finally
                {
                    if (taken)
                        Sync.Exit(gate);
                }
            }
        }
        """);

    [Fact]
    public Task FlagOfAWrapperOfAnotherTypeIsAskedTheWrongWay_Reports() => Verify(Sync + """
        class Door
        {
            private readonly object _gate = new object();

            public void Open()
            {
                bool taken = false;
                Sync.Enter(_gate, ref taken);
                if (!taken)
                    Sync.Exit(_gate);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task WrapperOfAnotherTypeThatOnlyWaits_Reports() => Verify(Sync + """
        class Door
        {
            public void Open(object gate, bool bad)
            {
                Sync.Enter(gate);
                Sync.Wait(gate);
                if (bad)
                    {|EXL0001:return;|}
                Sync.Exit(gate);
            }
        }
        """);

    [Fact]
    public Task MethodOfAnotherTypeThatHandsTheLockOn_IsSilent() => Verify("""
        using System;
        using System.Threading;

        static class Sync
        {
            public static Action<object> Later = _ => { };
            public static void Wait(object gate) => Later(gate);
        }

        class Door
        {
            public void Open(object gate, bool bad)
            {
                Monitor.Enter(gate);
                Sync.Wait(gate);
                if (bad)
                    return;
                Monitor.Exit(gate);
            }
        }
        """);

    [Fact]
    public Task WrapperOfAnotherTypeThatPairsWithTheMonitorItself_Reports() => Verify(Sync + """
        class Door
        {
            public void Open(object gate, bool bad)
            {
                if (!Sync.TryEnter(gate))
                    return;
                if (bad)
                    {|EXL0001:return;|}
                Monitor.Exit(gate);
            }
        }
        """);

    [Fact]
    public Task MethodOfAnotherTypeThatAlsoTakesALockOfItsOwn_IsSilent() => Verify("""
        using System.Threading;

        static class Sync
        {
            private static readonly object Turn = new();
            public static void Enter(object gate) { Monitor.Enter(Turn); Monitor.Enter(gate); }
            public static void Exit(object gate) { Monitor.Exit(gate); Monitor.Exit(Turn); }
        }

        class Door
        {
            public void Open(object gate, bool bad)
            {
                Sync.Enter(gate);
                if (bad)
                    return;
                Sync.Exit(gate);
            }
        }
        """);

    [Fact]
    public Task MethodOfAnotherTypeThatKeepsTheLockSometimes_IsSilent() => Verify("""
        using System.Threading;

        static class Sync
        {
            public static int Depth;
            public static void Enter(object gate) { if (Depth > 0) Monitor.Enter(gate); }
        }

        class Door
        {
            public void Open(object gate, bool bad)
            {
                Sync.Enter(gate);
                if (bad)
                    return;
                Monitor.Exit(gate);
            }
        }
        """);
}
