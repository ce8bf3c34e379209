using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>What the compiler writes for a statement, and calls after which nothing comes.</summary>
public sealed class LoweringTests
{
    [Fact]
    public Task FilterThatRefuses_Reports() => Team.Sees("""
        sealed class Store
        {
            private readonly Lock _lock = new();
            private int _writes;

            public void Write(bool full)
            {
                _lock.Enter();
                try
                {
                    if (full)
                        {|EXL0001:throw new IOException();|}
                    _writes++;
                }
                catch (IOException e) when (e.HResult == 112)
                {
                    _writes = 0;
                }

                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task HandlerThatReleasesAndThrowsOn_IsSilent() => Team.Sees("""
        sealed class Store
        {
            private readonly Lock _lock = new();
            private int _writes;

            public void Write(bool full)
            {
                _lock.Enter();
                try
                {
                    if (full)
                        throw new IOException();
                    _writes++;
                }
                catch
                {
                    _lock.Exit();
                    throw;
                }

                _lock.Exit();
            }
        }
        """);

    private const string Guards = """
        sealed class Ticket : IAsyncDisposable
        {
            [Releases("this")] public ValueTask DisposeAsync() => default;
        }

        sealed class Turnstile
        {
            [Acquires("return")] public extern Ticket Enter();
        }

        """;

    [Fact]
    public Task AwaitUsingOverAReturn_IsSilent() => Team.Sees(Guards + """
        sealed class Visit
        {
            private int _visitors;

            public async Task<int> CountAsync(Turnstile turnstile, Func<Task> look)
            {
                await using Ticket ticket = turnstile.Enter();
                if (_visitors > 100)
                    return -1;
                await look();
                return _visitors++;
            }
        }
        """);

    [Fact]
    public Task DisposedByAnAwaitOnOneWay_Reports() => Team.Sees(Guards + """
        sealed class Visit
        {
            private int _visitors;

            public async Task<int> CountAsync(Turnstile turnstile)
            {
                Ticket ticket = turnstile.Enter();
                if (_visitors > 100)
                    {|EXL0001:return -1;|}
                await ticket.DisposeAsync();
                return _visitors++;
            }
        }
        """);

    [Fact]
    public Task CallThatNeverReturns_IsSilent() => Team.Sees("""
        static class Fail
        {
            [System.Diagnostics.CodeAnalysis.DoesNotReturn]
            public static void Now(string why) => Environment.FailFast(why);
        }

        sealed class Disk
        {
            private readonly Lock _lock = new();
            private int _blocks;

            public void Check(bool broken)
            {
                _lock.Enter();
                if (broken)
                {
                    Fail.Now("broken");
                    return;
                }

                if (_blocks < 0)
                {
                    Environment.FailFast("negative");
                    return;
                }

                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task CallThatReturnsAfterAll_Reports() => Team.Sees("""
        static class Fail
        {
            public static void Now(string why) => Trace.WriteLine(why);
        }

        sealed class Disk
        {
            private readonly Lock _lock = new();
            private int _blocks;

            public void Check(bool broken)
            {
                _lock.Enter();
                if (broken)
                {
                    Fail.Now("broken");
                    {|EXL0001:return;|}
                }

                _blocks++;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task IteratorDisposedEarly_IsSilent() => Team.Sees("""
        sealed class Lines
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private readonly List<string> _lines = new();

            public IEnumerable<string> Read()
            {
                _one.Wait();
                try
                {
                    foreach (string line in _lines)
                        yield return line;
                }
                finally
                {
                    _one.Release();
                }
            }

            public string First()
            {
                foreach (string line in Read())
                    return line;
                return "";
            }
        }
        """);

    [Fact]
    public Task IteratorDisposedEarlyUnderAPromise_Reports() => Team.Sees("""
        sealed class Lines
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private readonly List<string> _lines = new();

            [ReleasesOnAllPaths]
            public IEnumerable<string> Read()
            {
                {|EXL1001:_one.Wait()|};
                foreach (string line in _lines)
                    yield return line;
                _one.Release();
            }
        }
        """);

    [Fact]
    public Task SetterThatThrows_Reports() => Team.Sees("""
        sealed class Valve
        {
            private int _opening;

            public int Opening
            {
                get => _opening;
                set
                {
                    if (value > 100)
                        throw new InvalidOperationException();
                    _opening = value;
                }
            }
        }

        sealed class Plant
        {
            private readonly Lock _lock = new();

            public void Open(Valve valve, int by)
            {
                {|EXL0002:_lock.Enter()|};
                valve.Opening = by;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task SetterThatOnlyStores_IsSilent() => Team.Sees("""
        sealed class Valve
        {
            public int Opening { get; set; }
        }

        sealed class Plant
        {
            private readonly Lock _lock = new();

            public void Open(Valve valve, int by)
            {
                _lock.Enter();
                valve.Opening = by;
                _lock.Exit();
            }
        }
        """);
}
