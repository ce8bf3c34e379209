using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A method that takes a lock and returns the object that gives it back makes a guard, as a constructor does.</summary>
public sealed class GuardFactoryTests
{
    [Fact]
    public Task GuardDropped_Reports() => Book("WriteLock(); _names.Add(name); {|EXL0001:}|}");

    [Fact]
    public Task GuardInUsing_IsSilent() => Book("using (WriteLock()) check(name); }");

    [Fact]
    public Task GuardInUsingDeclaration_IsSilent() => Book("using IDisposable held = WriteLock(); check(name); }");

    [Fact]
    public Task GuardDisposedAfterACallback_Reports() => Book(
        "IDisposable held = {|EXL0002:WriteLock()|}; check(name); held.Dispose(); }");

    [Fact]
    public Task GuardDisposedInFinally_IsSilent() => Book(
        "IDisposable held = WriteLock(); try { check(name); } finally { held.Dispose(); } }");

    [Fact]
    public Task GuardKeptInAField_IsSilent() => Book("_held = WriteLock(); }");

    [Fact]
    public Task GuardOfAMethodThatMayReturnNone_IsSilent() => Book("TryWriteLock(); }");

    [Fact]
    public Task GuardThatDisposesNothing_IsSilent() => Book("NoLock(); }");

    [Fact]
    public Task AwaitedGuardDropped_Reports() => AsyncBook("await LockAsync(); _names.Add(name); {|EXL0001:}|}");

    [Fact]
    public Task AwaitedGuardInUsing_IsSilent() => AsyncBook("using (await LockAsync()) await Task.Yield(); }");

    [Fact]
    public Task TaskOfAGuardInUsing_Reports() => AsyncBook("using ({|EXL0006:LockAsync()|}) await Task.Yield(); }");

    [Fact]
    public Task TaskOfAGuardInUsingDeclaration_Reports() => AsyncBook("using var held = {|EXL0006:LockAsync()|}; await Task.Yield(); }");

    [Fact]
    public Task TaskOfAGuardInUsingThatIsAwaited_IsSilent() => AsyncBook(
        "using Task<IDisposable> pending = LockAsync(); using (await pending) await Task.Yield(); }");

    private static Task Book(string body) => Sees("public void Add(string name, Action<string> check) { " + body);

    private static Task AsyncBook(string body) => Sees("public async Task Add(string name) { " + body);

    private static Task Sees(string member) => Team.Sees($$"""
        public sealed class Book
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly SemaphoreSlim _slim = new(1);
            private readonly List<string> _names = [];
            private IDisposable? _held;

            {{member}}

            public void Clear() => _held?.Dispose();

            private IDisposable WriteLock()
            {
                _rw.EnterWriteLock();
                return new Writing(_rw);
            }

            private IDisposable? TryWriteLock()
            {
                if (!_rw.TryEnterWriteLock(10))
                    return null;
                return new Writing(_rw);
            }

            private IDisposable NoLock()
            {
                _rw.EnterWriteLock();
                _rw.ExitWriteLock();
                return new MemoryStream();
            }

            private async Task<IDisposable> LockAsync()
            {
                await _slim.WaitAsync();
                return new Waiting(_slim);
            }

            private sealed class Writing(ReaderWriterLockSlim rw) : IDisposable
            {
                public void Dispose() => rw.ExitWriteLock();
            }

            private sealed class Waiting : IDisposable
            {
                private readonly SemaphoreSlim _kept;

                public Waiting(SemaphoreSlim kept) => _kept = kept;

                public void Dispose() => _kept.Release();
            }
        }
        """);
}
