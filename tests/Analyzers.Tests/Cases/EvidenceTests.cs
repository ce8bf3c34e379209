using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>What counts as a reason to throw, and what shows that nobody else will release.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public Task ThrowingCalleeThatNeverReturns_Reports() => Team.Sees("""
        sealed class Runner
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public void Run(Action body)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
                {|EXL0002:_gate.Wait()|};
                try
                {
                    body();
                }
                catch (Exception e)
                {
                    failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
                }

                failure?.Throw();
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task ThrowingCalleeThatNeverReturns_InsideTry_IsSilent() => Team.Sees("""
        sealed class Runner
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public void Run(Action body)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
                _gate.Wait();
                try
                {
                    body();
                }
                catch (Exception e)
                {
                    failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
                }

                try
                {
                    failure?.Throw();
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task DisposalBeforeTheRelease_IsSilent() => Team.Sees("""
        sealed class Gate
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task RunAsync(Func<Task> body, CancellationToken token)
            {
                await _gate.WaitAsync(token);
                CancellationTokenRegistration registration = default;
                try
                {
                    registration = token.Register(() => { });
                    await body();
                }
                finally
                {
                    await registration.DisposeAsync();
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task WaitBeforeTheRelease_Reports() => Team.Sees("""
        sealed class Gate
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task RunAsync(Func<Task> body, CancellationToken token)
            {
                await {|EXL0002:_gate.WaitAsync(token)|};
                try
                {
                    await body();
                }
                finally
                {
                    await Task.Delay(10, token);
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task LockMadeInItsField_IsNotWhatAnotherMemberPassesOn_Reports() => Team.Sees("""
        sealed class Mailbox
        {
            private readonly object _gate = new();
            private readonly Queue<object> _letters = new();

            public void Tell(object letter)
            {
                lock (_gate)
                    _letters.Enqueue(letter);
            }

            public void Drain(Action<object> handle)
            {
                for (;;)
                {
                    object? letter;
                    Monitor.Enter(_gate);
                    if (!_letters.TryDequeue(out letter))
                        {|EXL0001:return;|}
                    Monitor.Exit(_gate);
                    handle(letter);
                }
            }
        }
        """);

    [Fact]
    public Task LockPassedToTheConstructor_MayBeWhatAnotherMemberPassesOn_IsSilent() => Team.Sees("""
        sealed class Mailbox
        {
            private readonly object _gate;
            private readonly Queue<object> _letters = new();

            public Mailbox(object gate) => _gate = gate;

            public void Tell(object letter)
            {
                lock (_gate)
                    _letters.Enqueue(letter);
            }

            public void Stop() => Monitor.Enter(_gate);
        }
        """);

    [Fact]
    public Task SameDisposableReturnedWithAndWithoutTheLock_Reports() => Team.Sees("""
        sealed class Clients
        {
            private readonly SemaphoreSlim _making = new(1);
            private Stream? _client;

            public async Task<Stream> GetAsync()
            {
                if (_client == null)
                {
                    await _making.WaitAsync();
                    if (_client != null)
                        {|EXL0001:return _client;|}
                    _client = new MemoryStream();
                    _making.Release();
                }

                return _client;
            }
        }
        """);

    [Fact]
    public Task DisposableReturnedWithTheLockOnly_IsSilent() => Team.Sees("""
        sealed class Clients
        {
            private readonly SemaphoreSlim _making = new(1);
            private readonly IDisposable _releaser;

            public Clients(Func<SemaphoreSlim, IDisposable> guard) => _releaser = guard(_making);

            public async Task<IDisposable?> TryAsync(bool wanted)
            {
                await _making.WaitAsync();
                if (wanted)
                    return _releaser;
                _making.Release();
                return null;
            }
        }
        """);
}
