using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Flags that tell whether the lock is held, and waits that may end without it.</summary>
public sealed partial class RepairedByTeamsTests
{
    [Fact]
    public Task FlagThatALambdaClearsWithTheRelease_IsSilent() => Team.Sees(Handlers(
        "later.Add(() => { Monitor.Exit(_sagas); mustExit = false; });", "mustExit = false;", "Monitor.Exit(_sagas)"));

    [Fact]
    public Task FlagThatNobodyClears_Reports() => Team.Sees(Handlers(
        "later.Add(() => _sagas.Clear());", "_sagas.Clear();", "{|EXL0003:Monitor.Exit(_sagas)|}"));

    [Fact]
    public Task OutcomeDroppedBeforeAReleaserIsMade_Reports() => Team.Sees(
        Releasers("await {|EXL0006:_slim.WaitAsync(timeout)|};", "_slim"));

    [Fact]
    public Task OutcomeAskedBeforeAReleaserIsMade_IsSilent() => Team.Sees(
        Releasers("if (!await _slim.WaitAsync(timeout)) throw new TimeoutException();", "_slim"));

    [Fact]
    public Task OutcomeDroppedBeforeAnotherSemaphoresReleaserIsMade_IsSilent() => Team.Sees(
        Releasers("await _slim.WaitAsync(timeout);", "_other"));

    private static string Releasers(string wait, string released) => $$"""
        sealed class Gate
        {
            private readonly SemaphoreSlim _slim = new(1);
            private readonly SemaphoreSlim _other = new(1);

            public async Task<IDisposable> Enter(TimeSpan timeout)
            {
                {{wait}}
                return new Releaser({{released}});
            }

            private sealed class Releaser : IDisposable
            {
                private readonly SemaphoreSlim _released;

                public Releaser(SemaphoreSlim released) => _released = released;

                public void Dispose() => _released.Release();
            }
        }
        """;

    [Fact]
    public Task ReleasedInFinallyBesideTheReleaserReturned_Reports() => Team.Sees(Entries("return new Releaser(_slim);", "finally", "{|EXL0003:_slim.Release()|};"));

    [Fact]
    public Task ReleasedInCatchBesideTheReleaserReturned_IsSilent() => Team.Sees(
        Entries("return new Releaser(_slim);", "catch", "_slim.Release(); throw;"));

    [Fact]
    public Task ReleasedInFinallyBesideAnotherObjectReturned_IsSilent() => Team.Sees(
        Entries("return new MemoryStream();", "finally", "_slim.Release();"));

    [Fact]
    public Task ReleasedInFinallyBesideTheReleaserOfAnotherSemaphore_IsSilent() => Team.Sees(
        Entries("return new Releaser(_other);", "finally", "_slim.Release();"));

    [Fact]
    public Task ReleasedInFinallyBesideAReleaserThatNobodyKeeps_IsSilent() => Team.Sees(
        Entries("_ = new Releaser(_slim); return new MemoryStream();", "finally", "_slim.Release();"));

    [Fact]
    public Task ReleasedInFinallyBesideAnObjectMadeWithTwoLocks_IsSilent() => Team.Sees(
        Entries("return new Second(_slim, _other);", "finally", "_slim.Release();"));

    [Fact]
    public Task ReleasedInFinallyUnlessTheReleaserIsReturned_IsSilent() => Team.Sees(
        Entries("isKept = true; return new Releaser(_slim);", "finally", "if (!isKept) _slim.Release();"));

    private static string Entries(string result, string way, string release) => $$"""
        sealed class Entry
        {
            private readonly SemaphoreSlim _slim = new(1);
            private readonly SemaphoreSlim _other = new(1);

            public async Task<IDisposable> Enter(Func<Task> connect)
            {
                bool isKept = false;
                await _slim.WaitAsync();
                try
                {
                    await connect();
                    {{result}}
                }
                {{way}}
                {
                    {{release}}
                }
            }

            private sealed class Releaser : IDisposable
            {
                private readonly SemaphoreSlim _released;

                public Releaser(SemaphoreSlim released) => _released = released;

                public void Dispose() => _released.Release();
            }

            private sealed class Second : IDisposable
            {
                private readonly SemaphoreSlim _first;
                private readonly SemaphoreSlim _second;

                public Second(SemaphoreSlim first, SemaphoreSlim second)
                {
                    _first = first;
                    _second = second;
                }

                public int Free => _first.CurrentCount;

                public void Dispose() => _second.Release();
            }
        }
        """;

    [Fact]
    public Task ReaderLockWithATimeLimitInTheTry_Reports() => Team.Sees(
        Readers("_rw.AcquireReaderLock(1000);", "{|EXL0003:_rw.ReleaseReaderLock()|}"));

    [Fact]
    public Task ReaderLockWithoutATimeLimitInTheTry_IsSilent() => Team.Sees(
        Readers("_rw.AcquireReaderLock(Timeout.Infinite);", "_rw.ReleaseReaderLock()"));

    [Fact]
    public Task ReaderLockWithAnInfiniteSpanInTheTry_IsSilent() => Team.Sees(
        Readers("_rw.AcquireReaderLock(Timeout.InfiniteTimeSpan);", "_rw.ReleaseReaderLock()"));

    private static string Readers(string acquire, string release) => $$"""
        sealed class Names
        {
            private readonly ReaderWriterLock _rw = new();
            private readonly List<string> _names = [];

            public int Count()
            {
                try
                {
                    {{acquire}}
                    return _names.Count;
                }
                finally
                {
                    {{release}};
                }
            }
        }
        """;

    private static string Handlers(string added, string cleared, string exit) => $$"""
        sealed class Handlers
        {
            private readonly List<int> _sagas = [];

            public void Collect(int saga, List<Action> later)
            {
                bool mustExit = true;
                Monitor.Enter(_sagas);
                try
                {
                    if (saga == 0)
                    {
                        {{added}}
                    }
                    else if (saga > 0)
                    {
                        Monitor.Exit(_sagas);
                        {{cleared}}
                    }
                }
                finally
                {
                    if (mustExit)
                        {{exit}};
                }
            }
        }
        """;
}
