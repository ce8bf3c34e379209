using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Mutexes taken otherwise than alone: several at once, one of them, or with their making.</summary>
public sealed class HandleSetTests
{
    private static Task Sees(string members) => Team.Sees($$"""
        sealed class Spooler
        {
            private readonly Mutex _file = new();
            private readonly Mutex _port = new();
            private readonly ManualResetEvent _stop = new(false);
            private WaitHandle[] _handles;
            private int _jobs;

        {{members}}
        }
        """);

    [Fact]
    public Task AllTakenAndAllReleased_IsSilent() => Sees("""
        public void Print(bool empty)
        {
            WaitHandle.WaitAll(new WaitHandle[] { _file, _port });
            if (!empty)
                _jobs++;
            _port.ReleaseMutex();
            _file.ReleaseMutex();
        }
        """);

    [Fact]
    public Task AllTakenAndLeftEarly_ReportsEach() => Sees("""
        public void Print(bool empty)
        {
            WaitHandle.WaitAll([_file, _port]);
            if (empty)
                {|EXL0001:{|EXL0001:return;|}|}
            _port.ReleaseMutex();
            _file.ReleaseMutex();
        }
        """);

    [Fact]
    public Task AllTakenWithinALimitAndTested_IsSilent() => Sees("""
        public bool Print()
        {
            WaitHandle[] both = { _file, _port };
            if (!WaitHandle.WaitAll(both, 100))
                return false;
            _jobs++;
            _port.ReleaseMutex();
            _file.ReleaseMutex();
            return true;
        }
        """);

    [Fact]
    public Task AllTakenWithinALimitAndReleasedInAnyCase_Reports() => Sees("""
        public void Print()
        {
            bool taken = WaitHandle.WaitAll(new WaitHandle[] { _file }, 100);
            try
            {
                _jobs += taken ? 1 : 0;
            }
            finally
            {
                {|EXL0003:_file.ReleaseMutex()|};
            }
        }
        """);

    [Fact]
    public Task AnyTakenAndThatOneReleased_IsSilent() => Sees("""
        public void Print()
        {
            int taken = WaitHandle.WaitAny(new WaitHandle[] { _file, _port });
            try
            {
                _jobs++;
            }
            finally
            {
                if (taken == 0)
                    _file.ReleaseMutex();
                else
                    _port.ReleaseMutex();
            }
        }
        """);

    [Fact]
    public Task AnyTakenWithinALimitAndTested_IsSilent() => Sees("""
        public void Print()
        {
            int taken = WaitHandle.WaitAny(new WaitHandle[] { _file, _port }, 100);
            if (taken == WaitHandle.WaitTimeout)
                return;
            _jobs++;
            if (taken == 0)
                _file.ReleaseMutex();
            else
                _port.ReleaseMutex();
        }
        """);

    [Fact]
    public Task AnyTakenAndTheOtherReleased_Reports() => Sees("""
        public void Print()
        {
            int taken = WaitHandle.WaitAny(new WaitHandle[] { _file, _port });
            _jobs++;
            if (taken != 0)
                {|EXL0003:_file.ReleaseMutex()|};
            else
                {|EXL0003:_port.ReleaseMutex()|};
        }
        """);

    [Fact]
    public Task AnyTakenOrToldToStop_IsSilent() => Sees("""
        public void Print()
        {
            if (WaitHandle.WaitAny(new WaitHandle[] { _stop, _file }, 100) != 1)
                return;
            _jobs++;
            _file.ReleaseMutex();
        }
        """);

    [Fact]
    public Task AnyTakenOrToldToStopAndNotTested_Reports() => Sees("""
        public void Print()
        {
            int told = WaitHandle.WaitAny(new WaitHandle[] { _stop, _file });
            _jobs += told;
            {|EXL0003:_file.ReleaseMutex()|};
        }
        """);

    [Fact]
    public Task HandlesThatAreNotKnownHere_AreSilent() => Sees("""
        public void Print()
        {
            _file.WaitOne();
            _file.ReleaseMutex();
            WaitHandle.WaitAny(_handles);
            _file.ReleaseMutex();
        }
        """);

    [Fact]
    public Task HandlesThatAreExchanged_AreSilent() => Sees("""
        public void Print(Mutex other)
        {
            WaitHandle[] both = { _file, _port };
            both[1] = other;
            WaitHandle.WaitAll(both);
            _file.ReleaseMutex();
        }
        """);

    [Fact]
    public Task MutexMadeOwnedAndLeftEarly_Reports() => Sees("""
        public void Print(bool empty)
        {
            var own = new Mutex(true);
            if (empty)
                {|EXL0001:return;|}
            _jobs++;
            own.ReleaseMutex();
        }
        """);

    [Fact]
    public Task MutexMadeOwnedAndReleased_IsSilent() => Sees("""
        public void Print(bool empty)
        {
            var own = new Mutex(initiallyOwned: true);
            if (!empty)
                _jobs++;
            own.ReleaseMutex();
        }
        """);

    [Fact]
    public Task MutexThatWasMadeByAnother_IsSilent() => Sees("""
        public bool Print()
        {
            var own = new Mutex(true, "spooler", out bool created);
            if (!created)
                return false;
            _jobs++;
            own.ReleaseMutex();
            return true;
        }
        """);

    [Fact]
    public Task MutexThatWasMadeByAnotherReleased_Reports() => Sees("""
        public void Print()
        {
            var own = new Mutex(true, "spooler", out bool created);
            _jobs += created ? 1 : 0;
            {|EXL0003:own.ReleaseMutex()|};
        }
        """);

    [Fact]
    public Task MutexKeptUntilTheProcessEnds_IsSilent() => Sees("""
        private Mutex _once;

        public bool IsFirst()
        {
            _once = new Mutex(true, "spooler", out bool created);
            return created;
        }
        """);
}
