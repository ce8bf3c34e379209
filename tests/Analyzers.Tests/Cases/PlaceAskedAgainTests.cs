using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>
/// A field or property asked twice: it is what it was, unless one answer only can have led to the second time, and
/// something between may have changed it.
/// </summary>
public sealed class PlaceAskedAgainTests
{
    private static Task Sees(string member) => Team.Sees(CallAskedAgainTests.Counter + member + "\n}\n");

    [Fact]
    public Task FieldWrittenByACalleeBetween_IsInDoubt_IsSilent() => Sees("""
        public void Add()
        {
            if (!_isOpen)
            {
                Monitor.Enter(_gate);
                MakeShared();
            }

            _count++;
            if (_isOpen)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task FieldThatNoCalleeWritesBetween_Reports() => Sees("""
        public void Add()
        {
            if (!_isOpen)
            {
                Monitor.Enter(_gate);
                _count++;
            }

            if (_isOpen)
                Monitor.Exit(_gate);
        {|EXL0001:}|}
        """);

    [Fact]
    public Task FieldAskedTwice_AndWrittenAtTheEnd_IsSilent() => Sees("""
        public void Add()
        {
            if (_isOpen)
                Monitor.Enter(_gate);
            _count++;
            if (_isOpen)
            {
                _isOpen = false;
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task FieldAskedForTheOtherAnswer_AndWrittenAtTheEnd_Reports() => Sees("""
        public void Add()
        {
            if (_isOpen)
                Monitor.Enter(_gate);
            _count++;
            if (!_isOpen)
            {
                _isOpen = true;
                Monitor.Exit(_gate);
            }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task PropertyAskedTwiceOverAnAwait_IsSilent() => Sees("""
        public async Task AddAsync()
        {
            if (Settings.IsShared)
                await _turn.WaitAsync();
            try
            {
                await Task.Delay(1);
            }
            finally
            {
                if (Settings.IsShared)
                    _turn.Release();
            }
        }
        """);

    [Fact]
    public Task PropertyAskedAgainBehindAnAwait_Reports() => Sees("""
        public async Task AddAsync()
        {
            if (!Settings.IsShared)
                return;
            await _turn.WaitAsync();
            if (!Settings.IsShared)
                {|EXL0001:return;|}
            _count++;
            _turn.Release();
        }
        """);

    [Fact]
    public Task FieldAskedAgainBehindAnAwaitInsideTheLock_Reports() => Sees("""
        public async Task AddAsync(Task task)
        {
            await {|EXL0002:_turn.WaitAsync()|};
            if (_isOpen)
            {
                await task;
                if (!_isOpen)
                    {|EXL0001:return;|}
            }

            _turn.Release();
        }
        """);

    [Fact]
    public Task FieldAskedAgainBehindAnAwait_ReleasedThere_IsSilent() => Sees("""
        public async Task AddAsync()
        {
            await _turn.WaitAsync();
            try
            {
                if (_isOpen)
                {
                    await Task.Yield();
                    if (!_isOpen)
                        return;
                }

                _count++;
            }
            finally
            {
                _turn.Release();
            }
        }
        """);

    [Fact]
    public Task ReadonlyFieldAskedAgainBehindAnAwait_IsSilent() => Sees("""
        public async Task AddAsync()
        {
            if (!_isFixed)
                return;
            await _turn.WaitAsync();
            if (!_isFixed)
                return;
            _count++;
            _turn.Release();
        }
        """);

    [Fact]
    public Task FieldThatConstructorsOnlyWrite_AskedAgainBehindAnAwait_IsSilent() => Sees("""
        public async Task AddAsync()
        {
            if (!_isMade)
                return;
            await _turn.WaitAsync();
            if (!_isMade)
                return;
            _count++;
            _turn.Release();
        }
        """);

    [Fact]
    public Task FieldAskedAgainBehindACall_Reports() => Sees("""
        public void Add(Action action)
        {
            if (!_isOpen)
                return;
            lock (_shared)
                action();
            Monitor.Enter(_gate);
            if (!_isOpen)
                {|EXL0001:return;|}
            _count++;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task FieldAskedAgainWithNothingBetween_IsSilent() => Sees("""
        public void Add()
        {
            Monitor.Enter(_gate);
            if (_isOpen)
            {
                _count++;
                if (!_isOpen)
                    return;
            }

            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task FieldThatEndsALoop_AskedAgainInside_Reports() => Sees("""
        public void Run()
        {
            while (_isOpen)
            {
                Monitor.Enter(_gate);
                _count++;
                if (!_isOpen)
                    break;
                Monitor.Exit(_gate);
            }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task FieldThatEndsALoop_ReleasedWhereItIsAskedAgain_IsSilent() => Sees("""
        public void Run()
        {
            while (_isOpen)
            {
                Monitor.Enter(_gate);
                _count++;
                Monitor.Exit(_gate);
                if (!_isOpen)
                    break;
            }
        }
        """);

    [Fact]
    public Task ProofRestsOnNoFieldThatMayChange_Reports() => Sees("""
        [ReleasesOnAllPaths(On = Exits.Returns)]
        public void Add()
        {
            if (_isOpen)
                Monitor.Enter(_gate);
            _count++;
            if (_isOpen)
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL1001:}|}
        """);

    [Fact]
    public Task ProofRestsOnAReadonlyField_IsSilent() => Sees("""
        [ReleasesOnAllPaths(On = Exits.Returns)]
        public void Add()
        {
            if (_isFixed)
                Monitor.Enter(_gate);
            _count++;
            if (_isFixed)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task ProofRestsOnALocalCopyOfAField_IsSilent() => Sees("""
        [ReleasesOnAllPaths(On = Exits.Returns)]
        public void Add()
        {
            bool isOpen = _isOpen;
            if (isOpen)
                Monitor.Enter(_gate);
            _count++;
            if (isOpen)
                Monitor.Exit(_gate);
        }
        """);
}
