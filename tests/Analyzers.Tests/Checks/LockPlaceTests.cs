using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Locks by where they are kept: the object itself, what others can name, copies, elements of a list.</summary>
public sealed class LockPlaceTests
{
    [Theory]
    [InlineData("this")]
    [InlineData("Gate")]
    [InlineData("gate")]
    public Task TakenTwiceAndGivenBackOnce_Reports(string gate) => Pairing.Members($$"""
        public readonly object Gate = new object();
        void M(object gate)
        {
            Monitor.Enter({{gate}});
            Monitor.Enter({{gate}});
            try { _state++; } finally { Monitor.Exit({{gate}}); }
        {|EXL0001:}|}
        """);

    [Theory]
    [InlineData("this")]
    [InlineData("Gate")]
    public Task TakenTwiceAndGivenBackOnceBesideItsEnd_IsSilent(string gate) => Pairing.Members($$"""
        public readonly object Gate = new object();
        void M()
        {
            Monitor.Enter({{gate}});
            Monitor.Enter({{gate}});
            try { _state++; } finally { Monitor.Exit({{gate}}); }
        }

        void End() => Monitor.Exit({{gate}});
        """);

    [Fact]
    public Task PermitsOfACallerTakenTwiceAndGivenBackOnce_IsSilent() => Pairing.Members("""
        void M(SemaphoreSlim permits)
        {
            permits.Wait();
            permits.Wait();
            try { _state++; } finally { permits.Release(); }
        }
        """);

    [Fact]
    public Task GivenBackForAWhileOnBehalfOfTheCaller_IsSilent() => Pairing.Members("""
        void Await(object gate)
        {
            Monitor.Enter(gate);
            while (!Check())
            {
                Monitor.Exit(gate);
                Work();
                Monitor.Enter(gate);
            }
        }
        """);

    [Fact]
    public Task CopyOfAFieldIsHeldForGood_Reports() => Pairing.Members("""
        void M()
        {
            var gate = _gate;
            Monitor.Enter(gate);
            _state++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task CopyOfAFieldIsHeldAndAnotherMemberEnds_IsSilent() => Pairing.Members("""
        void M()
        {
            var gate = _gate;
            Monitor.Enter(gate);
            _state++;
        }

        void End() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task CopyOfASignalIsWaitedFor_IsSilent() => Pairing.Members("""
        private readonly SemaphoreSlim _told = new SemaphoreSlim(0);
        void M(bool last)
        {
            var told = _told;
            told.Wait();
            if (last)
                return;
            told.Release();
        }
        """);

    [Fact]
    public Task CopyOfASemaphoreIsWaitedFor_Reports() => Pairing.Members("""
        void M(bool last)
        {
            var gate = _sem;
            gate.Wait();
            if (last)
                {|EXL0001:return;|}
            gate.Release();
        }
        """);

    [Fact]
    public Task ElementIsHeldOnAWayOutOfALockStatement_Reports() => Pairing.Members("""
        private readonly List<object> _list = new();
        void M()
        {
            lock (_list)
            {
                for (int i = 0; i < _list.Count; i++)
                {
                    object one = _list[i];
                    Monitor.Enter(one);
                    if (Check())
                        {|EXL0001:return;|}
                    Monitor.Exit(one);
                }
            }
        }
        """);

    [Fact]
    public Task ElementIsGivenBackOnEachWayOutOfALockStatement_IsSilent() => Pairing.Members("""
        private readonly List<object> _list = new();
        void M()
        {
            lock (_list)
            {
                for (int i = 0; i < _list.Count; i++)
                {
                    object one = _list[i];
                    Monitor.Enter(one);
                    bool last = Check();
                    Monitor.Exit(one);
                    if (last)
                        return;
                }
            }
        }
        """);
}
