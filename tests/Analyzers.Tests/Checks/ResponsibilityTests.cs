using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0001: whether a member begins what another one ends is told by what both do, and by its name where that does not tell.</summary>
public sealed class ResponsibilityTests
{
    [Fact]
    public Task GivesUpEarlyAndElseBeginsWhatAnotherEnds_IsSilent() => Pairing.Members("""
        void Open(bool dry)
        {
            Monitor.Enter(_gate);
            if (dry)
            {
                Monitor.Exit(_gate);
                return;
            }

            _state = 1;
        }

        void Close()
        {
            _state = 0;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task GivesUpEarlyAndNobodyEnds_Reports() => Pairing.Members("""
        void Open(bool dry)
        {
            Monitor.Enter(_gate);
            if (dry)
            {
                Monitor.Exit(_gate);
                return;
            }

            _state = 1;
        {|EXL0001:}|}

        void Close() => _state = 0;
        """);

    [Fact]
    public Task ForgetsEarlyThoughAnotherEnds_Reports() => Pairing.Members("""
        void Read(bool dry)
        {
            Monitor.Enter(_gate);
            if (dry)
                {|EXL0001:return;|}
            _state = 1;
            Monitor.Exit(_gate);
        }

        void End()
        {
            _state = 0;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task GivesUpEarlyBesideAMemberThatForgets_ReportsBoth() => Pairing.Members("""
        void Open(bool dry)
        {
            Monitor.Enter(_gate);
            if (dry)
            {
                Monitor.Exit(_gate);
                return;
            }

            _state = 1;
        {|EXL0001:}|}

        int Read(bool dry)
        {
            Monitor.Enter(_gate);
            if (dry)
                {|EXL0001:return 0;|}
            int state = _state;
            Monitor.Exit(_gate);
            return state;
        }
        """);

    [Theory]
    [InlineData("Wait", "", "")]
    [InlineData("Take", "{|EXL0001:", "|}")]
    public Task TakesOneOfTwoThatAnotherGivesBack_IsKnownByItsName(string name, string open, string close) => Pairing.Members($$"""
        void {{name}}(bool free)
        {
            Monitor.Enter(_gate);
            if (free)
            {
                _mutex.WaitOne();
                Monitor.Exit(_gate);
            }
        {{open}}}{{close}}

        void Release()
        {
            if (Check())
                _mutex.ReleaseMutex();
            else
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task LambdaTakesWhatTheMemberAroundItGivesBack_IsSilent() => Pairing.Members("""
        void M()
        {
            System.Action take = () => Monitor.Enter(_gate);
            take();
            Work();
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task LambdaTakesWhatAHelperGivesBackAroundIt_IsSilent() => Pairing.Members("""
        void Leave() => Monitor.Exit(_gate);
        void M()
        {
            System.Action take = () => Monitor.Enter(_gate);
            take();
            Work();
            Leave();
        }
        """);

    [Fact]
    public Task LambdaTakesWhatTheMemberAroundItOnlyLooksUpBy_Reports() => Pairing.Members("""
        private readonly Dictionary<object, object> _latches = new();
        void M()
        {
            System.Action take = () => {|EXL0001:Monitor.Enter(_gate)|};
            take();
            Work();
            Monitor.Exit(_latches[_gate]);
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < n; i++)", "", "")]
    [InlineData("if (n > 0)", "{|EXL0001:", "|}")]
    public Task PumpThatTakesAllPermitsAtItsEnd_IsSilentUnlessItTakesOne(string before, string open, string close) =>
        Pairing.Members($$"""
        private readonly SemaphoreSlim _slots;
        C(int permits) => _slots = new SemaphoreSlim(permits);
        void Pump(int n)
        {
            while (Check())
            {
                _slots.Wait();
                Work();
                _slots.Release();
            }

            {{before}}
                _slots.Wait();
        {{open}}}{{close}}
        """);

    [Fact]
    public Task PumpThatForgetsPermitsInSomeRounds_Reports() => Pairing.Members("""
        private readonly SemaphoreSlim _slots;
        C(int permits) => _slots = new SemaphoreSlim(permits);
        void Pump(int n)
        {
            for (int i = 0; i < n; i++)
            {
                _slots.Wait();
                if (Check())
                    continue;
                Work();
                _slots.Release();
            }
        {|EXL0001:}|}
        """);
}
