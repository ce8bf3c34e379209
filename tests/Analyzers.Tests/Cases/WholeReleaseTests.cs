using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A release of whatever is held, in whatever mode and however often.</summary>
public sealed class WholeReleaseTests
{
    [Fact]
    public Task ReleaseOfWhateverIsHeld_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly ReaderWriterLock _gate = new();
            private readonly ReaderWriterLock _other = new();
            private int _users;

            public int Count()
            {
                _gate.AcquireWriterLock(-1);
                if (_users < 0)
                {
                    _gate.ReleaseLock();
                    return 0;
                }

                _users++;
                _gate.ReleaseWriterLock();
                return _users;
            }

            public void Lend(Action action)
            {
                LockCookie cookie = _gate.ReleaseLock();
                action();
                _gate.RestoreLock(ref cookie);
            }
        }
        """);

    [Fact]
    public Task ReleaseOfWhateverIsHeldOfAnotherLock_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly ReaderWriterLock _gate = new();
            private readonly ReaderWriterLock _other = new();
            private int _users;

            public int Count()
            {
                _gate.AcquireWriterLock(-1);
                if (_users < 0)
                {
                    _other.ReleaseLock();
                    {|EXL0001:return 0;|}
                }

                _users++;
                _gate.ReleaseWriterLock();
                return _users;
            }

            public void Lend(Action action)
            {
                LockCookie cookie = _gate.ReleaseLock();
                action();
                _gate.RestoreLock(ref cookie);
            }
        }
        """);
}
