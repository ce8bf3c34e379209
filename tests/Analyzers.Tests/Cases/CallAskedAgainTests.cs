using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>
/// The same call asked twice: where both answers meet, the second is taken to be the first; where one answer only can have
/// led, it is asked because it may have changed.
/// </summary>
public sealed class CallAskedAgainTests
{
    internal const string Counter = """
        sealed class Settings
        {
            public bool IsShared { get; set; }
        }

        [Flags]
        enum Parts
        {
            None = 0,
            Head = 1,
            Body = 2,
        }

        sealed class Counter
        {
            private readonly object _gate = new();
            private readonly SemaphoreSlim _turn = new(1, 1);
            private readonly HashSet<string> _shared = new();
            private readonly bool _isFixed = Environment.ProcessorCount > 1;
            private bool _isMade;
            private bool _isOpen;
            private int _count;

            public Counter(bool isMade) => _isMade = isMade;

            public Settings Settings { get; } = new();

            public void Open() => _isOpen = true;

            private bool IsShared() => _isOpen && Settings.IsShared;

            private void MakeShared() => _isOpen = true;

            
        """;

    private static Task Sees(string member) => Team.Sees(Counter + member + "\n}\n");

    [Fact]
    public Task OwnCallAskedTwice_IsSilent() => Sees("""
        public void Add()
        {
            if (IsShared())
                Monitor.Enter(_gate);
            _count++;
            if (IsShared())
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task OwnCallAskedAgainInTheFinally_IsSilent() => Sees("""
        public void Add(Action action)
        {
            if (IsShared())
                Monitor.Enter(_gate);
            try
            {
                action();
            }
            finally
            {
                if (IsShared())
                    Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task OwnCallAskedAgainForTheOtherAnswer_Reports() => Sees("""
        public void Add()
        {
            if (IsShared())
                Monitor.Enter(_gate);
            _count++;
            if (!IsShared())
                Monitor.Exit(_gate);
        {|EXL0001:}|}
        """);

    [Fact]
    public Task OwnCallAskedAgainWhereOneAnswerOnlyHasLed_Reports() => Sees("""
        public void Add()
        {
            if (!IsShared())
                return;
            Monitor.Enter(_gate);
            if (!IsShared())
                {|EXL0001:return;|}
            _count++;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task AwaitedCallAskedTwice_ReportsItsExceptionOnly() => Sees("""
        public async Task AddAsync(Func<Task> action)
        {
            if (await IsSharedAsync().ConfigureAwait(false))
                await {|EXL0002:_turn.WaitAsync()|};
            try
            {
                await action();
            }
            finally
            {
                if (await IsSharedAsync())
                    _turn.Release();
            }
        }

        private async Task<bool> IsSharedAsync()
        {
            await Task.Yield();
            return IsShared();
        }
        """);

    [Fact]
    public Task AwaitedCallAskedAgainWhereOneAnswerOnlyHasLed_Reports() => Sees("""
        public async Task AddAsync()
        {
            if (!await IsSharedAsync())
                return;
            await _turn.WaitAsync();
            bool isShared;
            try
            {
                isShared = await IsSharedAsync();
            }
            catch
            {
                _turn.Release();
                throw;
            }

            if (!isShared)
                {|EXL0001:return;|}
            _count++;
            _turn.Release();
        }

        private async Task<bool> IsSharedAsync()
        {
            await Task.Yield();
            return IsShared();
        }
        """);

    [Fact]
    public Task LookUpOfTheSameKeyTwice_IsSilent() => Sees("""
        public void Add(string name)
        {
            if (_shared.Contains(name))
                Monitor.Enter(_gate);
            _count++;
            if (_shared.Contains(name))
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task LookUpOfAnotherKey_Reports() => Sees("""
        public void Add(string name, string next)
        {
            if (_shared.Contains(name))
                Monitor.Enter(_gate);
            name = next;
            if (_shared.Contains(name))
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task CallAskedInEachRoundOfALoop_IsAnsweredAnew_Reports() => Sees("""
        public void Wait()
        {
            if (IsShared())
                Monitor.Enter(_gate);
            while (IsShared())
                _count++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task CallWhoseAnswerWasMadeBetween_IsInDoubt_IsSilent() => Sees("""
        public void Add()
        {
            if (!IsShared())
            {
                Monitor.Enter(_gate);
                MakeShared();
            }

            _count++;
            if (IsShared())
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task FlagsAskedTwiceForAVariable_IsSilent() => Sees("""
        public void Add(Parts wanted, Parts part)
        {
            if (wanted.HasFlag(part))
                Monitor.Enter(_gate);
            _count++;
            if (wanted.HasFlag(part))
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task FlagsAskedForAnotherVariable_Reports() => Sees("""
        public void Add(Parts wanted, Parts part, Parts other)
        {
            if (wanted.HasFlag(part))
                Monitor.Enter(_gate);
            _count++;
            if (wanted.HasFlag(other))
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task ProofRestsOnNoAnswerOfACall_Reports() => Sees("""
        [ReleasesOnAllPaths(On = Exits.Returns)]
        public void Add()
        {
            if (IsShared())
                Monitor.Enter(_gate);
            _count++;
            if (IsShared())
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL1001:}|}
        """);
}
