using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0004: a lock of several modes is given back in one that it was not taken in.</summary>
public sealed class WrongModeTests
{
    private static readonly Surroundings Modes = Surroundings.Default.And(typeof(AcquiresAttribute).Assembly)
        .Without("EXL0008") with
    {
        MoreSources =
        [
            """
            using ExtentLock.Contracts;

            interface ITable
            {
                [Acquires("this", Mode = LockMode.Shared)] void LockForReading();
                [Releases("this", Mode = LockMode.Shared)] void UnlockAfterReading();
                [Acquires("this", Mode = LockMode.Exclusive)] void LockForWriting();
                [Releases("this", Mode = LockMode.Exclusive)] void UnlockAfterWriting();
            }
            """,
        ],
    };

    [Fact]
    public Task EnteredForWritingAndLeftForReading_Reports() => Member("""
        _rw.EnterWriteLock();
        n++;
        {|EXL0004:_rw.ExitReadLock()|};
        """);

    [Fact]
    public Task EnteredForWritingAndLeftForWriting_IsSilent() => Member("""
        _rw.EnterWriteLock();
        n++;
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task EnteredForReadingAndLeftForWriting_Reports() => Member("""
        _rw.EnterReadLock();
        n++;
        {|EXL0004:_rw.ExitWriteLock()|};
        """);

    [Fact]
    public Task EnteredForReadingAndLeftForReading_IsSilent() => Member("""
        _rw.EnterReadLock();
        n++;
        _rw.ExitReadLock();
        """);

    [Fact]
    public Task WrongReleaseInFinally_Reports() => Member("""
        _rw.EnterReadLock();
        try
        {
            Work();
        }
        finally
        {
            {|EXL0004:_rw.ExitWriteLock()|};
        }
        """);

    [Fact]
    public Task RightReleaseInFinally_IsSilent() => Member("""
        _rw.EnterReadLock();
        try
        {
            Work();
        }
        finally
        {
            _rw.ExitReadLock();
        }
        """);

    [Fact]
    public Task UpgradeableLeftForReading_Reports() => Member("""
        _rw.EnterUpgradeableReadLock();
        n++;
        {|EXL0004:_rw.ExitReadLock()|};
        """);

    [Fact]
    public Task UpgradeableRaisedAndLowered_IsSilent() => Member("""
        _rw.EnterUpgradeableReadLock();
        if (a)
        {
            _rw.EnterWriteLock();
            n++;
            _rw.ExitWriteLock();
        }

        _rw.ExitUpgradeableReadLock();
        """);

    [Fact]
    public Task TriedForWritingAndLeftForReading_Reports() => Member("""
        if (_rw.TryEnterWriteLock(n))
        {
            n++;
            {|EXL0004:_rw.ExitReadLock()|};
        }
        """);

    [Fact]
    public Task TriedForWritingAndLeftForWriting_IsSilent() => Member("""
        if (_rw.TryEnterWriteLock(n))
        {
            n++;
            _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task WrongReleaseOnOneBranch_ReportsThere() => Member("""
        _rw.EnterWriteLock();
        if (a)
        {
            {|EXL0004:_rw.ExitReadLock()|};
            return;
        }

        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task ModeThatFollowsOneCondition_IsSilent() => Member("""
        if (a)
            _rw.EnterReadLock();
        else
            _rw.EnterWriteLock();
        n++;
        if (a)
            _rw.ExitReadLock();
        else
            _rw.ExitWriteLock();
        """);

    [Fact]
    public Task ModeThatFollowsNoCondition_IsAReleaseTooMany() => Member("""
        if (a)
            _rw.EnterReadLock();
        else
            _rw.EnterWriteLock();
        n++;
        {|EXL0003:_rw.ExitReadLock()|};
        return;
        """);

    [Fact]
    public Task OtherObjectLeftForReading_IsSilent() => Member(
        """
        _rw.EnterWriteLock();
        n++;
        _other.ExitReadLock();
        _rw.ExitWriteLock();
        """,
        Modes with { Members = "private readonly ReaderWriterLockSlim _other = new ReaderWriterLockSlim();" });

    [Fact]
    public Task ReleaseOfWhatTheCallerHolds_IsSilent() => Member("""
        n++;
        _rw.ExitReadLock();
        """);

    [Fact]
    public Task ContractReleasedInOtherMode_Reports() => Member(
        """
        _table.LockForWriting();
        n++;
        {|EXL0004:_table.UnlockAfterReading()|};
        """,
        Modes with { Members = "private readonly ITable _table = null!;" });

    [Fact]
    public Task ContractReleasedInItsMode_IsSilent() => Member(
        """
        _table.LockForWriting();
        n++;
        _table.UnlockAfterWriting();
        """,
        Modes with { Members = "private readonly ITable _table = null!;" });

    [Fact]
    public Task OldReaderWriterLockReleasedInOtherMode_Reports() => Member(
        """
        _old.AcquireReaderLock(n);
        n++;
        {|EXL0004:_old.ReleaseWriterLock()|};
        """,
        Modes with { Members = "private readonly ReaderWriterLock _old = new ReaderWriterLock();" });

    [Fact]
    public Task OldReaderWriterLockReleasedInItsMode_IsSilent() => Member(
        """
        _old.AcquireReaderLock(n);
        n++;
        _old.ReleaseReaderLock();
        """,
        Modes with { Members = "private readonly ReaderWriterLock _old = new ReaderWriterLock();" });

    [Fact]
    public Task Message_NamesBothModesAndShowsThePath() => Verify.Member(
        """
        {|#1:_rw.EnterWriteLock()|};
        if ({|#2:a|})
        {
            {|#0:_rw.ExitReadLock()|};
            return;
        }

        _rw.ExitWriteLock();
        """,
        Modes,
        Verify.Diagnostic("EXL0004").WithLocation(0).WithLocation(1).WithLocation(2).WithMessage(
            "'_rw' was acquired in exclusive mode on line 19, but is released in shared mode here; "
            + "path: 'a' is true (line 20)"));

    private static Task Member(string body) => Member(body, Modes);

    private static Task Member(string body, Surroundings surroundings) => Verify.Member(body, surroundings);
}
