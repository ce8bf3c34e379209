using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0001: which lock is meant, and who has to release it.</summary>
public sealed partial class LockNotReleasedTests
{
    private const string Node = "sealed class Node { public readonly object O = new(); public Node Next; }\n";

    [Fact]
    public Task OtherObjectOfTheSameClass_Reports() => Pairing.Members(Node + """
        void M(Node x, Node y, bool a)
        {
            Monitor.Enter(x.O);
            if (a)
            {
                Monitor.Exit(y.O);
                {|EXL0001:return;|}
            }

            Monitor.Exit(x.O);
        }
        """);

    [Fact]
    public Task SameObjectByAnotherName_IsSilent() => Pairing.Members(Node + """
        void M(Node x, bool a)
        {
            Node y = x;
            Monitor.Enter(x.O);
            if (a)
            {
                Monitor.Exit(y.O);
                return;
            }

            Monitor.Exit(x.O);
        }
        """);

    [Fact]
    public Task LockOfALocalObject_IsSilent() => Pairing.Members(Node + """
        void M()
        {
            var x = new Node();
            Monitor.Enter(x.O);
            Work();
            Monitor.Exit(x.O);
        }
        """);

    [Fact]
    public Task LockOfALocalObjectEarlyReturn_Reports() => Pairing.Members(Node + """
        void M(bool a)
        {
            var x = new Node();
            Monitor.Enter(x.O);
            if (a) {|EXL0001:return;|}
            Monitor.Exit(x.O);
        }
        """);

    [Fact]
    public Task ChosenAtRunTime_IsSilent() => Pairing.Members("""
        void M(bool pick, Lock x, Lock y)
        {
            var l = pick ? x : y;
            l.Enter();
            Work();
            l.Exit();
        }
        """);

    [Fact]
    public Task ChosenAtRunTimeEarlyReturn_Reports() => Pairing.Members("""
        void M(bool pick, bool a, Lock x, Lock y)
        {
            var l = pick ? x : y;
            l.Enter();
            if (a) {|EXL0001:return;|}
            l.Exit();
        }
        """);

    [Fact]
    public Task HandOverHand_IsSilent() => Pairing.Members(Node + """
        void M(Node x)
        {
            Monitor.Enter(x.O);
            while (x.Next != null)
            {
                Node next = x.Next;
                Monitor.Enter(next.O);
                Monitor.Exit(x.O);
                x = next;
            }

            Monitor.Exit(x.O);
        }
        """);

    [Fact]
    public Task EveryElementTakenAndReleased_IsSilent() => Pairing.Members(Node + """
        void M(List<Node> shards)
        {
            foreach (var s in shards) Monitor.Enter(s.O);
            try { Work(); }
            finally { foreach (var s in shards) Monitor.Exit(s.O); }
        }
        """);

    [Fact]
    public Task ElementOfAnArray_IsSilent() => Pairing.Members("""
        void M(Lock[] locks, int i)
        {
            locks[i].Enter();
            Work();
            locks[i].Exit();
        }
        """);

    [Fact]
    public Task LocksOfTwoFields_ReportTheOneForgotten() => Pairing.Body("""
        _lock.Enter();
        Monitor.Enter(_gate);
        if (a)
        {
            _lock.Exit();
            {|EXL0001:return;|}
        }

        Monitor.Exit(_gate);
        _lock.Exit();
        """);

    [Fact]
    public Task PublicFieldNeverReleasedHere_IsSilent() => Pairing.Members(Node + """
        void Begin(Node x)
        {
            Monitor.Enter(x.O);
        }
        """);

    [Fact]
    public Task MethodThatReturnsTrueWhileHeld_IsSilent() => Pairing.Members("""
        public bool Update(bool a)
        {
            _lock.Enter();
            if (a)
            {
                _lock.Exit();
                return false;
            }

            return true;
        }

        public void End() => _lock.Exit();
        """);

    [Fact]
    public Task MethodThatReturnsFalseWhileHeld_Reports() => Pairing.Members("""
        public bool Update(bool a)
        {
            _lock.Enter();
            if (a)
                {|EXL0001:return false;|}
            _lock.Exit();
            return true;
        }

        public void End() => _lock.Exit();
        """);

    [Fact]
    public Task GuardThatReleasesWhenDisposed_IsSilent() => Pairing.Members("""
        sealed class Guard : IDisposable
        {
            private readonly ReaderWriterLockSlim _l;
            public Guard(ReaderWriterLockSlim l) { _l = l; l.EnterReadLock(); }
            public void Dispose() => _l.ExitReadLock();
        }
        """);

    [Fact]
    public Task ReturnedGuard_IsSilent() => Pairing.Members("""
        sealed class Guard(C owner) : IDisposable { public void Dispose() => owner._lock.Exit(); }

        IDisposable Take()
        {
            _lock.Enter();
            return new Guard(this);
        }
        """);

    [Fact]
    public Task ReleasedByAnotherThread_IsSilent() => Pairing.Body("""
        _sem.Wait();
        _ = Task.Run(() => { try { Work(); } finally { _sem.Release(); } });
        """);

    [Fact]
    public Task ReleasedByALocalFunction_IsSilent() => Pairing.Body("""
        _lock.Enter();
        if (a) { Leave(); return; }
        Leave();
        void Leave() => _lock.Exit();
        """);

    [Fact]
    public Task EarlyReturnInALambda_Reports() => Pairing.Body("""
        Action<bool> act = skip =>
        {
            _lock.Enter();
            if (skip) {|EXL0001:return;|}
            _lock.Exit();
        };
        act(a);
        """);

    [Fact]
    public Task EarlyReturnInALocalFunction_Reports() => Pairing.Body("""
        Step(a);
        void Step(bool skip)
        {
            _lock.Enter();
            if (skip) {|EXL0001:return;|}
            _lock.Exit();
        }
        """);

    [Fact]
    public Task EventsAreNoLocks_IsSilent() => Pairing.Members("""
        private readonly AutoResetEvent _event = new(false);
        void M()
        {
            _event.WaitOne();
            Work();
        }
        """);

    [Fact]
    public Task SemaphoreWithoutPermitIsASignal_IsSilent() => Pairing.Members("""
        private readonly SemaphoreSlim _told = new(0);
        void M(bool a)
        {
            _told.Wait();
            if (a) return;
            _told.Release();
        }
        """);

    [Fact]
    public Task CounterUnderflowByRecursion_ReportsWhatIsLeft() => Pairing.Members("""
        void M()
        {
            Monitor.Enter(_gate);
            Monitor.Enter(_gate);
            Monitor.Exit(_gate);
        {|EXL0001:}|}
        """);

    [Fact]
    public Task KeptByContract_IsSilent() => Pairing.Members("""
        [Acquires("_lock")]
        void Begin()
        {
            _lock.Enter();
            Work();
        }
        """);

    [Fact]
    public Task ParameterKeptByContractOnTheOtherOutcome_Reports() => Pairing.Members("""
        [Acquires("tree", When = Outcome.Zero)]
        int Begin(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
                {|EXL0001:return -1;|}
            return 0;
        }
        """);

    [Fact]
    public Task KeptByContractOnTheOtherOutcome_Reports() => Pairing.Members("""
        [Acquires("_lock", When = Outcome.True)]
        bool TryBegin(bool a)
        {
            _lock.Enter();
            if (a)
                {|EXL0001:return false;|}
            return true;
        }

        void End() => _lock.Exit();
        """);
}
