using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Cases;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Who else may give a lock back: the members beside, callers, types inside.</summary>
public sealed class NeighbourTests
{
    [Fact]
    public Task IteratorBesideGivesBackWhatItTook_Reports() => Pairing.Members("""
        IEnumerable<int> All()
        {
            _sem.Wait();
            try { yield return _state; } finally { _sem.Release(); }
        }

        void M()
        {
            _sem.Wait();
            _state++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task IteratorBesideGivesBackWhatOthersTook_IsSilent() => Pairing.Members("""
        IEnumerable<int> All()
        {
            yield return _state;
            _sem.Release();
        }

        void M()
        {
            _sem.Wait();
            _state++;
        }
        """);

    [Fact]
    public Task MemberOfThatNameIsCalledOfAnotherObject_Reports() => Pairing.Members("""
        bool Contains(int n)
        {
            Monitor.Enter(_gate);
            {|EXL0001:return _state == n;|}
        }

        bool IsIn(List<int> list) => list.Contains(_state);
        """);

    [Fact]
    public Task CallerGivesBackWhatItsCalleeTook_IsSilent() => Pairing.Members("""
        bool Contains(int n)
        {
            Monitor.Enter(_gate);
            return _state == n;
        }

        void Clear()
        {
            if (Contains(1))
                _state = 0;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task NoCallerOfACallerGivesItBack_ReportsWhereItIsTaken() => Pairing.Members("""
        void Take()
        {
            Monitor.Enter(_gate);
        {|EXL0001:}|}

        void Begin()
        {
            _state = 1;
            Take();
        }

        void M() => Begin();
        """);

    [Fact]
    public Task CallerOfACallerGivesItBack_IsSilent() => Pairing.Members("""
        void Take()
        {
            Monitor.Enter(_gate);
        }

        void Begin()
        {
            _state = 1;
            Take();
        }

        void M()
        {
            Begin();
            Monitor.Exit(_gate);
        }
        """);

    [Theory]
    [InlineData("void M() { Part(); void Part() { Take(); try { } finally { Monitor.Exit(_gate); } } }")]
    [InlineData("void M() { Action part = () => { Take(); Monitor.Exit(_gate); }; part(); }")]
    public Task FunctionInACallerGivesItBack_IsSilent(string caller) => Pairing.Members($$"""
        void Take()
        {
            Monitor.Enter(_gate);
        }

        {{caller}}
        """);

    [Fact]
    public Task CallerOfAPartialMethodGivesItBack_IsSilent() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class(
            """
            private partial void Take();
            private partial void Take()
            {
                Monitor.Enter(_gate);
            }

            void M()
            {
                Take();
                Monitor.Exit(_gate);
            }
            """,
            "partial "),
        Pairing.Surroundings);

    [Fact]
    public Task OneOfTwoCallersForgets_ReportsThere() => Pairing.Members("""
        void Take()
        {
            Monitor.Enter(_gate);
        }

        void M()
        {
            Take();
            Monitor.Exit(_gate);
        }

        void Forgets()
        {
            Take();
            _state = 1;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task DisposeTakesItForGood_Reports() => Pairing.Members("""
        void Dispose()
        {
            _sem.Wait();
            _sem.Dispose();
        }

        void M()
        {
            _sem.Wait();
            _state++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task DisposeGivesItBack_IsSilent() => Pairing.Members("""
        void Dispose()
        {
            _sem.Release();
            _sem.Dispose();
        }

        void M()
        {
            _sem.Wait();
            _state++;
        }
        """);

    [Fact]
    public Task NeighbourHoldsItWhileItCallsAnOverridable_Reports() => Pairing.Members("""
        protected virtual void Closing() { lock (_gate) Monitor.Pulse(_gate); }

        void Close()
        {
            Monitor.Enter(_gate);
            Closing();
            Monitor.Exit(_gate);
        }

        void M()
        {
            Monitor.Enter(_gate);
            _state++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task OverridableNeighbourGivesItBack_IsSilent() => Pairing.Members("""
        protected virtual void Closing() => Monitor.Exit(_gate);

        void Close()
        {
            Monitor.Enter(_gate);
            Closing();
        }

        void M()
        {
            Monitor.Enter(_gate);
            _state++;
        }
        """);

    [Fact]
    public Task TypeInsideHasALockOfThatName_Reports() => Pairing.Members("""
        class Part
        {
            private readonly object _gate = new object();
            public void M() { Monitor.Enter(_gate); try { } finally { Monitor.Exit(_gate); } }
        }

        void M()
        {
            Monitor.Enter(_gate);
            _state++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task TypeInsideGivesItBack_IsSilent() => Pairing.Members("""
        class Part
        {
            public void M(C outer) => Monitor.Exit(outer._gate);
        }

        void M()
        {
            Monitor.Enter(_gate);
            _state++;
        }
        """);

    [Fact]
    public Task ObjectItself_TakenTwiceBesideAConstructor_Reports() => Team.Sees("""
        class Door
        {
            private int _users;

            public Door(int users) => _users = users;

            public void Add()
            {
                Monitor.Enter(this);
                try
                {
                    Monitor.Enter(this);
                    _users++;
                }
                finally
                {
                    Monitor.Exit(this);
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task ObjectItself_TakenTwiceAndGivenBackTwice_IsSilent() => Team.Sees("""
        class Door
        {
            private int _users;

            public Door(int users) => _users = users;

            public void Add()
            {
                Monitor.Enter(this);
                try
                {
                    Monitor.Enter(this);
                    _users++;
                    Monitor.Exit(this);
                }
                finally
                {
                    Monitor.Exit(this);
                }
            }
        }
        """);

    [Fact]
    public Task LockAskedForItsName_IsFollowedOn_Reports() => Team.Sees("""
        class Door
        {
            private readonly object _gate = new();

            public string Name(bool isShort)
            {
                Monitor.Enter(_gate);
                string name = _gate.ToString()!;
                if (isShort)
                    {|EXL0001:return "";|}
                Monitor.Exit(_gate);
                return name;
            }
        }
        """);

    [Fact]
    public Task ReleaseByAnotherFileAtTheSamePlaceOfTheText_IsSilent() => Parts("Monitor.Enter(_gate);", "Monitor.Exit(_gate); }", "}");

    [Fact]
    public Task NoReleaseByAnotherFileAtTheSamePlaceOfTheText_Reports() => Parts("Monitor.Enter(_gate);", "_gate.ToString(); }", "{|EXL0001:}|}");

    /// <summary>One member a file; the span of the first lies inside that of the second.</summary>
    private static Task Parts(string begin, string end, string brace) => Verify<ExtentLockAnalyzer>.Source(
        Team.Whole($$"""
            sealed partial class Door
            {
                private readonly object _gate = new();
                private void Begin() { {{begin}} {{brace}}
            }
            """),
        Team.Usual with
        {
            MoreSources =
            [
                $$"""
                using System;
                using System.Threading;
                sealed partial class Door
                {
                    private void End()
                    {
                        string text = "{{new string('-', 500)}}";
                        {{end}}
                }
                """,
            ],
        });
}
