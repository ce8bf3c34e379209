using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0001 where control leaves by the statements of the language: return, goto, break, switch, loops.</summary>
public sealed partial class LockNotReleasedTests
{
    [Fact]
    public Task ReturnInNestedIfs_ReportsThatReturnOnly() => Pairing.Body("""
        _lock.Enter();
        if (a)
        {
            if (b)
            {
                if (n > 0)
                    {|EXL0001:return;|}
                _lock.Exit();
                return;
            }
        }

        _lock.Exit();
        """);

    [Fact]
    public Task ReturnInNestedIfsAfterRelease_IsSilent() => Pairing.Body("""
        _lock.Enter();
        if (a)
        {
            if (b)
            {
                _lock.Exit();
                if (n > 0)
                    return;
                return;
            }
        }

        _lock.Exit();
        """);

    [Fact]
    public Task TwoEarlyReturns_ReportBoth() => Pairing.Body("""
        _lock.Enter();
        if (a) {|EXL0001:return;|}
        if (b) {|EXL0001:return;|}
        _lock.Exit();
        """);

    [Fact]
    public Task ReturnOfAValue_Reports() => Pairing.Members("""
        int M(bool a)
        {
            _lock.Enter();
            if (a)
                {|EXL0001:return _state + 1;|}
            _lock.Exit();
            return _state;
        }
        """);

    [Fact]
    public Task ReturnOfAValueUnderFinally_IsSilent() => Pairing.Members("""
        int M(bool a)
        {
            _lock.Enter();
            try
            {
                if (a)
                    return _state + 1;
                return _state;
            }
            finally
            {
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task ReturnBesideCleanupLabel_Reports() => Pairing.Members("""
        int M(bool a, bool b)
        {
            int ret = 0;
            _lock.Enter();
            if (a)
                {|EXL0001:return -1;|}
            if (b)
            {
                ret = -2;
                goto unlock;
            }

            Work();
        unlock:
            _lock.Exit();
            return ret;
        }
        """);

    [Fact]
    public Task EveryWayByCleanupLabel_IsSilent() => Pairing.Members("""
        int M(bool a, bool b)
        {
            int ret = 0;
            _lock.Enter();
            if (a)
            {
                ret = -1;
                goto unlock;
            }

            if (b)
            {
                ret = -2;
                goto unlock;
            }

            Work();
        unlock:
            _lock.Exit();
            return ret;
        }
        """);

    [Fact]
    public Task GotoPastTheRelease_ReportsTheEnd() => Pairing.Members("""
        void M(bool a)
        {
            _lock.Enter();
            if (a)
                goto done;
            _lock.Exit();
        done:
            ;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task BreakPastTheRelease_ReportsTheEnd() => Pairing.Members("""
        void M(int n)
        {
            while (n > 0)
            {
                _lock.Enter();
                if (Check())
                    break;
                _lock.Exit();
                n--;
            }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task BreakAfterTheRelease_IsSilent() => Pairing.Body("""
        while (n > 0)
        {
            _lock.Enter();
            bool found = Check();
            _lock.Exit();
            if (found)
                break;
            n--;
        }
        """);

    [Fact]
    public Task ContinuePastTheRelease_ReportsWhereItEnds() => Pairing.Members("""
        void M(int n)
        {
            for (int i = 0; i < n; i++)
            {
                _lock.Enter();
                if (Check())
                    continue;
                _lock.Exit();
            }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task ReturnInsideALoopThatHolds_Reports() => Pairing.Body("""
        _lock.Enter();
        for (int i = 0; i < n; i++)
        {
            if (Check())
                {|EXL0001:return;|}
        }

        _lock.Exit();
        """);

    [Fact]
    public Task LoopBetweenAcquireAndRelease_IsSilent() => Pairing.Body("""
        _lock.Enter();
        for (int i = 0; i < n; i++)
        {
            if (Check())
                break;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task LockPerIterationInTryFinally_IsSilent() => Pairing.Body("""
        for (;;)
        {
            _lock.Enter();
            try
            {
                if (Check()) break;
                if (a) continue;
                if (b) return;
            }
            finally
            {
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task DroppedAndRetakenInsideALoop_IsSilent() => Pairing.Body("""
        _lock.Enter();
        while (Check())
        {
            _lock.Exit();
            Work();
            _lock.Enter();
        }

        _lock.Exit();
        """);

    [Fact]
    public Task HeldInSomeIterations_IsSilent() => Pairing.Body("""
        bool held = false;
        for (int i = 0; i < n; i++)
        {
            if (!held && Check())
            {
                _lock.Enter();
                held = true;
            }
        }

        if (held)
            _lock.Exit();
        """);

    [Fact]
    public Task HeldInSomeIterationsAndForgotten_Reports() => Pairing.Members("""
        void M(bool a, int n)
        {
            bool held = false;
            for (int i = 0; i < n; i++)
            {
                if (!held && Check())
                {
                    _lock.Enter();
                    held = true;
                }
            }

            if (held && a)
                _lock.Exit();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task SwitchSectionThatReturns_Reports() => Pairing.Body("""
        _lock.Enter();
        switch (n)
        {
            case 1:
                Work();
                break;
            case 2:
                {|EXL0001:return;|}
            default:
                break;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task SwitchSectionThatReleasesAndReturns_IsSilent() => Pairing.Body("""
        _lock.Enter();
        switch (n)
        {
            case 1:
                Work();
                break;
            case 2:
                _lock.Exit();
                return;
            default:
                break;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task SwitchExpressionBetween_IsSilent() => Pairing.Members("""
        int M(int n)
        {
            _lock.Enter();
            int result = n switch { 1 => 10, 2 => 20, _ => 30 };
            _lock.Exit();
            return result;
        }
        """);

    [Fact]
    public Task SwitchExpressionThatThrows_Reports() => Pairing.Members("""
        int M(int n)
        {
            _lock.Enter();
            int result = n switch { 1 => 10, 2 => 20, _ => {|EXL0001:throw new ArgumentException()|} };
            _lock.Exit();
            return result;
        }
        """);

    [Fact]
    public Task ConditionThatIsAlwaysTrue_IsSilent() => Pairing.Members("""
        void M()
        {
            _lock.Enter();
            while (true)
            {
                if (Check())
                {
                    _lock.Exit();
                    return;
                }
            }
        }
        """);

    [Fact]
    public Task HeldForEver_IsSilent() => Pairing.Body("""
        _lock.Enter();
        while (true)
            Work();
        """);

    [Fact]
    public Task ProcessEnds_IsSilent() => Pairing.Body("""
        _lock.Enter();
        if (a)
        {
            Environment.FailFast("broken");
            return;
        }

        _lock.Exit();
        """);
}
