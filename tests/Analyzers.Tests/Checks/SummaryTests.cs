using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Members of one type without contracts: what a helper does to a lock counts where it is called.</summary>
public sealed partial class SummaryTests
{
    [Fact]
    public Task HelperAcquiresAndAReturnSkipsItsCounterpart_Reports() => Pairing.Members("""
        void Take() => Monitor.Enter(_gate);
        void Give() => Monitor.Exit(_gate);
        void M(bool bad)
        {
            Take();
            if (bad)
                {|EXL0001:return;|}
            Give();
        }
        """);

    [Fact]
    public Task HelperAcquiresAndItsCounterpartIsOnEveryPath_IsSilent() => Pairing.Members("""
        void Take() => Monitor.Enter(_gate);
        void Give() => Monitor.Exit(_gate);
        void M(bool bad)
        {
            Take();
            if (bad)
            {
                Give();
                return;
            }
            Give();
        }
        """);

    [Fact]
    public Task HelperOfAHelperAcquires_Reports() => Pairing.Members("""
        void Take() => Monitor.Enter(_gate);
        void TakeAndCount() { Take(); _state++; }
        void M(bool bad)
        {
            TakeAndCount();
            if (bad)
                {|EXL0001:return;|}
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByItsResultWhetherItAcquired_IsSilent() => Pairing.Members("""
        bool TryTake() => Monitor.TryEnter(_gate, 50);
        void M()
        {
            if (!TryTake())
                return;
            Work();
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByItsResultAndTheWrongSideReleases_Reports() => Pairing.Members("""
        bool TryTake() => Monitor.TryEnter(_gate, 50);
        void M()
        {
            if (TryTake())
                {|EXL0001:return;|}
            Work();
        }
        void N()
        {
            if (TryTake())
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByAnOutParameter_IsSilent() => Pairing.Members("""
        void Take(bool wanted, out bool taken)
        {
            taken = false;
            if (wanted)
            {
                Monitor.Enter(_gate);
                taken = true;
            }
        }
        void M(bool wanted)
        {
            Take(wanted, out bool taken);
            Work();
            if (taken)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByAnOutParameterThatNobodyAsks_Reports() => Pairing.Members("""
        void Take(bool wanted, out bool taken)
        {
            taken = false;
            if (wanted)
            {
                Monitor.Enter(_gate);
                taken = true;
            }
        }
        void M(bool wanted, bool bad)
        {
            Take(wanted, out bool taken);
            if (bad)
                {|EXL0001:return;|}
            if (taken)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task AsyncHelperAcquiresOnceAwaited_Reports() => Pairing.Members("""
        async Task TakeAsync() => await _sem.WaitAsync();
        async Task M(bool bad)
        {
            await TakeAsync();
            if (bad)
                {|EXL0001:return;|}
            _sem.Release();
        }
        """);

    [Fact]
    public Task AsyncHelperReleasedInAFinally_IsSilent() => Pairing.Members("""
        async Task TakeAsync() => await _sem.WaitAsync();
        async Task M(bool bad)
        {
            await TakeAsync();
            try
            {
                if (bad)
                    return;
                Work();
            }
            finally
            {
                _sem.Release();
            }
        }
        """);

    [Fact]
    public Task HelperThatKeepsTheBalanceInBetween_LeavesTheLeak_Reports() => Pairing.Members("""
        void Peek() { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } }
        void M(bool bad)
        {
            Monitor.Enter(_gate);
            Peek();
            if (bad)
                {|EXL0001:return;|}
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperThatReleasesOnSomePathsOnly_IsSilent() => Pairing.Members("""
        void MaybeGive() { if (_state > 0) Monitor.Exit(_gate); }
        void M(bool bad)
        {
            Monitor.Enter(_gate);
            MaybeGive();
            if (bad)
                return;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperGivenTheLock_Reports() => Pairing.Members("""
        static void Give(object gate) => Monitor.Exit(gate);
        void M(bool bad)
        {
            Monitor.Enter(_gate);
            if (bad)
                {|EXL0001:return;|}
            Give(_gate);
        }
        """);

    [Fact]
    public Task HelperGivenAnotherLock_IsSilent() => Pairing.Members("""
        static void Give(object gate) => Monitor.Exit(gate);
        void M(object other)
        {
            Monitor.Enter(other);
            Give(other);
        }
        """);

    [Fact]
    public Task LocalFunctionReleasesWhatItShares_Reports() => Pairing.Members("""
        void M(SemaphoreSlim limit, bool bad)
        {
            limit.Wait();
            if (bad)
                {|EXL0001:return;|}
            Give();
            void Give() => limit.Release();
        }
        """);

    [Fact]
    public Task LocalFunctionReleasesOnEveryPath_IsSilent() => Pairing.Members("""
        void M(SemaphoreSlim limit, bool bad)
        {
            limit.Wait();
            if (bad)
            {
                Give();
                return;
            }
            Give();
            void Give() => limit.Release();
        }
        """);
}
