using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0001 where what is held depends on flags, results of attempts, and constants.</summary>
public sealed partial class LockNotReleasedTests
{
    [Fact]
    public Task SameFlagTwice_IsSilent() => Pairing.Body("""
        if (a) _lock.Enter();
        Work();
        if (a) _lock.Exit();
        """);

    [Fact]
    public Task FlagChangedBetween_Reports() => Pairing.Members("""
        void M(bool a)
        {
            if (a) _lock.Enter();
            a = Check();
            if (a) {|EXL0003:_lock.Exit()|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task OtherFlag_Reports() => Pairing.Members("""
        void M(bool a, bool b)
        {
            if (a) _lock.Enter();
            if (b) {|EXL0003:_lock.Exit()|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task ConjunctionTwice_IsSilent() => Pairing.Body("""
        if (a && b) _lock.Enter();
        Work();
        if (a && b) _lock.Exit();
        """);

    [Fact]
    public Task ConjunctionThenDisjunction_Reports() => Pairing.Body("""
        if (a && b) _lock.Enter();
        if (a || b) {|EXL0003:_lock.Exit()|};
        """);

    [Fact]
    public Task FourUnrelatedDiamondsBetween_IsSilent() => Pairing.Body("""
        int x = 0;
        if (a && b) _lock.Enter();
        if (n > 1) x++;
        if (n > 2) x++;
        if (n > 3) x++;
        if (n > 4) x++;
        if (a && b) _lock.Exit();
        if (x > 0) Work();
        """);

    [Fact]
    public Task FourUnrelatedDiamondsBetweenOneBranchForgotten_Reports() => Pairing.Members("""
        void M(bool a, bool b, int n)
        {
            int x = 0;
            if (a && b) _lock.Enter();
            if (n > 1) x++;
            if (n > 2) x++;
            if (n > 3) x++;
            if (n > 4) x++;
            if (a && b && x == 0) _lock.Exit();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task SwitchOnTwoConstantsThenComparison_IsSilent() => Pairing.Body("""
        switch (n)
        {
            case 1:
            case 2:
                _lock.Enter();
                break;
        }

        Work();
        if (n == 1 || n == 2)
            _lock.Exit();
        """);

    [Fact]
    public Task SwitchOnTwoConstantsThenOneOfThem_Reports() => Pairing.Members("""
        void M(int n)
        {
            switch (n)
            {
                case 1:
                case 2:
                    _lock.Enter();
                    break;
            }

            if (n == 1)
                _lock.Exit();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task SamePatternTwice_IsSilent() => Pairing.Body("""
        if (n is > 3 and < 9 or 12) _lock.Enter();
        Work();
        if (n is > 3 and < 9 || n == 12) _lock.Exit();
        """);

    [Fact]
    public Task EnumTwice_IsSilent() => Pairing.Members("""
        void M(FileMode mode)
        {
            if (mode == FileMode.Open || mode == FileMode.Append) _lock.Enter();
            Work();
            if (mode is FileMode.Open or FileMode.Append) _lock.Exit();
        }
        """);

    [Fact]
    public Task MaskTwice_IsSilent() => Pairing.Members("""
        void M(FileAttributes f, int n)
        {
            if ((f & FileAttributes.Hidden) != 0) _lock.Enter();
            if ((n & 1) == 1) Monitor.Enter(_gate);
            Work();
            if ((n & 1) == 1) Monitor.Exit(_gate);
            if ((f & FileAttributes.Hidden) != 0) _lock.Exit();
        }
        """);

    [Fact]
    public Task OtherMask_Reports() => Pairing.Members("""
        void M(int n)
        {
            if ((n & 1) != 0) _lock.Enter();
            if ((n & 2) != 0) {|EXL0003:_lock.Exit()|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task MaskOfAChangedNumber_Reports() => Pairing.Members("""
        void M(int n)
        {
            if ((n & 1) != 0) _lock.Enter();
            n++;
            if ((n & 1) != 0) {|EXL0003:_lock.Exit()|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task HasFlagTwice_IsSilent() => Pairing.Members("""
        void M(FileAttributes f)
        {
            if (f.HasFlag(FileAttributes.Hidden)) _lock.Enter();
            Work();
            if (f.HasFlag(FileAttributes.Hidden)) _lock.Exit();
        }
        """);

    [Fact]
    public Task ComparisonOfTwoVariablesTwice_IsSilent() => Pairing.Members("""
        void M(int n, int k)
        {
            if (n > k) _lock.Enter();
            Work();
            if (n > k) _lock.Exit();
        }
        """);

    [Fact]
    public Task ComparisonOfTwoVariablesOneChanged_Reports() => Pairing.Members("""
        void M(int n, int k)
        {
            if (n > k) _lock.Enter();
            k += n;
            if (n > k) {|EXL0003:_lock.Exit()|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task NullCheckTwice_IsSilent() => Pairing.Members("""
        void M(string s)
        {
            if (s != null) _lock.Enter();
            Work();
            if (s is not null) _lock.Exit();
        }
        """);

    [Fact]
    public Task NegatedCopyOfAFlag_IsSilent() => Pairing.Body("""
        bool skip = !a;
        if (a) _lock.Enter();
        Work();
        if (!skip) _lock.Exit();
        """);

    [Fact]
    public Task TakenFlagTestedInFinally_IsSilent() => Pairing.Body("""
        bool taken = false;
        try { Monitor.Enter(_gate, ref taken); Work(); }
        finally { if (taken) Monitor.Exit(_gate); }
        """);

    [Fact]
    public Task TakenFlagTestedTheWrongWay_Reports() => Pairing.Members("""
        void M()
        {
            bool taken = false;
            try { Monitor.Enter(_gate, ref taken); Work(); }
            finally { if (!taken) Monitor.Exit(_gate); }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task AttemptThatFailedReturns_IsSilent() => Pairing.Body("""
        if (!_rw.TryEnterReadLock(50)) return;
        try { Work(); }
        finally { _rw.ExitReadLock(); }
        """);

    [Fact]
    public Task AttemptThatSucceededReturns_Reports() => Pairing.Body("""
        if (_rw.TryEnterReadLock(50)) {|EXL0001:return;|}
        Work();
        """);

    [Fact]
    public Task ResultInAVariableCombined_IsSilent() => Pairing.Body("""
        var got = _lock.TryEnter();
        if (!got || b)
        {
            if (got) _lock.Exit();
            return;
        }

        Work();
        _lock.Exit();
        """);

    [Fact]
    public Task ResultInAVariableCombinedAndForgotten_Reports() => Pairing.Body("""
        var got = _lock.TryEnter();
        if (!got || b)
        {
            {|EXL0001:return;|}
        }

        Work();
        _lock.Exit();
        """);

    [Fact]
    public Task AttemptInALoopBody_IsSilent() => Pairing.Members("""
        void M(int[] xs)
        {
            foreach (var x in xs)
            {
                bool taken = false;
                try
                {
                    _spin.TryEnter(ref taken);
                    if (!taken) continue;
                    Work();
                }
                finally
                {
                    if (taken) _spin.Exit();
                }
            }
        }
        """);

    [Fact]
    public Task AttemptAsCondition_ReportsTheArmThatHolds() => Pairing.Members("""
        int M()
        {
            {|EXL0001:return _lock.TryEnter() ? 1 : 2;|}
        }
        """);

    [Fact]
    public Task AttemptAsConditionBothReleased_IsSilent() => Pairing.Members("""
        int M()
        {
            int result = _lock.TryEnter() ? 1 : 2;
            if (result == 1)
                _lock.Exit();
            return result;
        }
        """);

    [Fact]
    public Task AssertedAttempt_IsSilent() => Pairing.Body("""
        bool got = Monitor.TryEnter(_gate);
        System.Diagnostics.Trace.Assert(got);
        Work();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task SomethingElseAsserted_Reports() => Pairing.Body("""
        bool got = Monitor.TryEnter(_gate);
        System.Diagnostics.Trace.Assert(n > 0);
        Work();
        {|EXL0003:Monitor.Exit(_gate)|};
        if (got) Work();
        """);

    [Fact]
    public Task SuccessIsZero_IsSilent() => Pairing.Members("""
        int M(ITree tree)
        {
            int ret = tree.Reserve();
            if (ret != 0)
                return ret;
            Work();
            tree.Unlock();
            return 0;
        }
        """);

    [Fact]
    public Task SuccessIsZeroLeavesHeld_Reports() => Pairing.Members("""
        int M(ITree tree, bool a)
        {
            int ret = tree.Reserve();
            if (ret != 0)
                return ret;
            if (a)
                {|EXL0001:return -5;|}
            tree.Unlock();
            return 0;
        }
        """);

    [Fact]
    public Task IsHeldGuardsTheRelease_IsSilent() => Pairing.Body("""
        _rw.EnterReadLock();
        try { Work(); }
        finally { if (_rw.IsReadLockHeld) _rw.ExitReadLock(); }
        """);

    [Fact]
    public Task IsEnteredGuardsTheRelease_IsSilent() => Pairing.Body("""
        Monitor.Enter(_gate);
        if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate);
        """);

    [Fact]
    public Task IsEnteredAskedTheWrongWay_Reports() => Pairing.Members("""
        void M()
        {
            Monitor.Enter(_gate);
            if (!Monitor.IsEntered(_gate)) Monitor.Exit(_gate);
        {|EXL0001:}|}
        """);

    [Fact]
    public Task TakenUnlessAlreadyHeld_IsSilent() => Pairing.Body("""
        bool took = false;
        if (!_rw.IsReadLockHeld) { _rw.EnterReadLock(); took = true; }
        try { Work(); }
        finally { if (took) _rw.ExitReadLock(); }
        """);
}
