using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Which calls have a reason to throw (EXL0002), and which may like any other (EXL0008).</summary>
public sealed class CallEvidenceTests
{
    private const string Members = """
        private readonly Action _callback = () => { };
        private readonly Open _open = new Derived();
        private readonly Closed _closed = new Closed();
        private readonly Derived _derived = new Derived();
        private readonly Sink _sink = new Sink();
        private readonly ISource _source = new Closed();
        private readonly ILogin _login = null!;
        private readonly IEventLogger _log = null!;
        private readonly IList<int> _list = new List<int>();
        private readonly Stream _stream = Stream.Null;
        private readonly MemoryStream _memory = new MemoryStream();
        private readonly FileInfo _file = null!;
        private readonly StreamReader _reader = null!;
        private readonly StreamWriter _writer = null!;
        private readonly BinaryReader _input = null!;
        private readonly BinaryWriter _output = null!;
        private readonly System.Data.DataTable _table = null!;
        private readonly ILogSink _logSink = null!;
        private readonly ITracer _tracer = null!;
        private readonly dynamic _dynamic = 1;
        private static unsafe delegate*<void> _pointer;
        private int _state;

        interface ISource { void Next(); }

        interface ILogin { void Enter(); }

        interface IEventLogger { void Write(string text); }

        interface ILogSink { void Write(string text); }

        interface ITracer { void Write(string text); }

        abstract class Open { public abstract void Must(); public virtual void May() { } public void Own() { } }

        class Derived : Open { public override void Must() { } public override string ToString() => "derived"; }

        class Sink : Derived { public sealed override void Must() { } public void Down() { base.May(); } }

        sealed class Closed : Open, ISource { public override void Must() { } public void Next() { } }

        class Loud { public Loud(int n) { if (n == 3) throw new InvalidOperationException(); } }

        class Quiet { public Quiet(int n) => _ = n; }

        void ThrowsItself() { if (_state == 3) throw new InvalidOperationException(); }

        int Value => _state == 3 ? _state : throw new InvalidOperationException();

        int Next => _state + 1;

        int Auto { get; set; }

        event Action Changed = () => { };

        int ThrowsInExpression() => _state == 3 ? _state : throw new TimeoutException();

        void GuardsItsArgument(string text) { if (text == null) throw new ArgumentNullException(nameof(text)); }

        void IsNotWritten() => throw new NotImplementedException();

        void IsNotOffered() => throw new NotSupportedException();

        void ThrowsInside() { void Inner() => throw new InvalidOperationException(); _ = (Action)Inner; }

        void CallsTheOther() { Overloaded(1, 2); }

        void Overloaded(int n, int m) { }

        void Overloaded(int n) => throw new InvalidOperationException();

        void ThrowsLater() { Action later = () => throw new InvalidOperationException(); _ = later; }

        void ThrowsAgain() { try { Work(); } catch { throw; } }

        void Middle() { Lower(n: 1); }

        void Lower(int n) { if (n == _state) this.ThrowsItself(); }

        void Top() => Middle();

        void CallsAGuard() { GuardsItsArgument("text"); }

        /// <exception cref="TimeoutException">Time is over.</exception>
        extern void SaysSo();

        /// <summary>Looks.</summary>
        /// <exception cref="InvalidOperationException">Nothing there.</exception>
        int Told { get { return _state; } }

        /// <exception cref="ArgumentNullException">No text.</exception>
        extern void SaysWhatItWants(string text);
        """;

    private static readonly Surroundings Usual = Surroundings.Default with { Members = Members };

    private static readonly Surroundings TwoSemaphores = Surroundings.Default with
    {
        Members = "private readonly SemaphoreSlim _other = new SemaphoreSlim(1);",
    };

    [Theory]
    [InlineData("_callback();")]
    [InlineData("_callback?.Invoke();")]
    [InlineData("_source.Next();")]
    [InlineData("_login.Enter();")]
    [InlineData("_open.Must();")]
    [InlineData("_open.May();")]
    [InlineData("_derived.Must();")]
    [InlineData("_derived.May();")]
    [InlineData("_dynamic.Enter();")]
    [InlineData("_ = File.ReadAllText(\"name\");")]
    [InlineData("_stream.Flush();")]
    [InlineData("_file.Delete();")]
    [InlineData("Directory.Delete(\"name\");")]
    [InlineData("_reader.ReadLine();")]
    [InlineData("_writer.Flush();")]
    [InlineData("_input.ReadInt32();")]
    [InlineData("_output.Flush();")]
    [InlineData("RandomAccess.GetLength(null!);")]
    [InlineData("_table.Clear();")]
    [InlineData("_ = new FileStream(\"name\", FileMode.Open);")]
    [InlineData("System.Net.Dns.GetHostName();")]
    [InlineData("ThrowsItself();")]
    [InlineData("_ = ThrowsInExpression();")]
    [InlineData("_ = new Loud(n);")]
    [InlineData("n = Value;")]
    [InlineData("Changed();")]
    [InlineData("Lower(n);")]
    [InlineData("Middle();")]
    [InlineData("SaysSo();")]
    [InlineData("n = Told;")]
    [InlineData("Local(); void Local() { if (a) throw new InvalidOperationException(); }")]
    public Task CallWithAReasonToThrow_IsLikely(string call) => Under("EXL0002", call);

    [Theory]
    [InlineData("Work();")]
    [InlineData("_closed.Next();")]
    [InlineData("_closed.Must();")]
    [InlineData("_sink.Must();")]
    [InlineData("_open.Own();")]
    [InlineData("_ = _derived.ToString();")]
    [InlineData("_log.Write(\"text\");")]
    [InlineData("_logSink.Write(\"text\");")]
    [InlineData("_tracer.Write(\"text\");")]
    [InlineData("_list.Add(n);")]
    [InlineData("_memory.Flush();")]
    [InlineData("_ = Path.GetFileName(\"name\");")]
    [InlineData("_ = new Quiet(n);")]
    [InlineData("n = Next;")]
    [InlineData("foreach (int i in _list) n += i;")]
    [InlineData("GuardsItsArgument(\"text\");")]
    [InlineData("IsNotWritten();")]
    [InlineData("IsNotOffered();")]
    [InlineData("ThrowsInside();")]
    [InlineData("CallsTheOther();")]
    [InlineData("ThrowsLater();")]
    [InlineData("ThrowsAgain();")]
    [InlineData("Top();")]
    [InlineData("CallsAGuard();")]
    [InlineData("SaysWhatItWants(\"text\");")]
    [InlineData("Local(); void Local() { n++; }")]
    public Task CallWithoutAReasonToThrow_IsNotLikely(string call) => Under("EXL0008", call);

    [Theory]
    [InlineData("n++;")]
    [InlineData("_ = Math.Min(n, 3);")]
    [InlineData("Interlocked.Increment(ref _state);")]
    [InlineData("System.Diagnostics.Debug.Assert(a);")]
    [InlineData("_ = new object();")]
    [InlineData("_state = n;")]
    [InlineData("n = Auto;")]
    [InlineData("if (a) Environment.FailFast(\"text\");")]
    public Task WhatNobodyExpectsToThrow_IsSilent(string statement) => Verify.Member(
        $"""
        Monitor.Enter(_gate);
        {statement}
        Monitor.Exit(_gate);
        """,
        Usual);

    [Fact]
    public Task Await_IsLikely() => Verify.AsyncMember(
        """
        Task task = Task.CompletedTask;
        {|EXL0002:_sem.Wait()|};
        await task;
        _sem.Release();
        """,
        Usual);

    [Fact]
    public Task AwaitOfACancellableAcquire_IsLikely() => Verify.AsyncMember(
        """
        await {|EXL0002:_sem.WaitAsync()|};
        await _other.WaitAsync(CancellationToken.None);
        _other.Release();
        _sem.Release();
        """,
        TwoSemaphores);

    [Fact]
    public Task AwaitOfAnAcquireThatCannotBeCancelled_IsSilent() => Verify.AsyncMember(
        """
        await _sem.WaitAsync();
        await _other.WaitAsync();
        _other.Release();
        _sem.Release();
        """,
        TwoSemaphores);

    [Fact]
    public Task CallOfTheBaseMember_IsNotLikely() => Verify.Source("""
        using System.Threading;

        class Base
        {
            protected virtual void Step() { }
        }

        class C : Base
        {
            private readonly Lock _lock = new Lock();

            protected override void Step()
            {
                {|EXL0008:_lock.Enter()|};
                base.Step();
                _lock.Exit();
            }

            void Again()
            {
                {|EXL0002:_lock.Enter()|};
                Step();
                _lock.Exit();
            }
        }
        """);

    [Theory]
    [InlineData("Systematic", "EXL0002")]
    [InlineData("System.Linq", "EXL0008")]
    public Task NamespaceThatBeginsLikeOneOfNet_IsAnother(string space, string rule) => Verify.Source($$"""
        namespace {{space}}
        {
            public interface IStep { void Next(); }
        }

        namespace Team
        {
            class C
            {
                private readonly object _gate = new();

                void M({{space}}.IStep step)
                {
                    {|{{rule}}:System.Threading.Monitor.Enter(_gate)|};
                    step.Next();
                    System.Threading.Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Theory]
    [InlineData("System.Networks", "EXL0008")]
    [InlineData("System.Net.Mail", "EXL0002")]
    public Task NamespaceThatBeginsLikeOneOfInputAndOutput_IsAnother(string space, string rule) => Verify.Source($$"""
        namespace {{space}}
        {
            public static class Door { public static void Next() { } }
        }

        namespace Team
        {
            class C
            {
                private readonly object _gate = new();

                void M()
                {
                    {|{{rule}}:System.Threading.Monitor.Enter(_gate)|};
                    {{space}}.Door.Next();
                    System.Threading.Monitor.Exit(_gate);
                }
            }
        }
        """);

    private static Task Under(string rule, string call) => Verify.Member(
        $$"""
        {|{{rule}}:Monitor.Enter(_gate)|};
        {{call}}
        Monitor.Exit(_gate);
        """,
        Usual);
}
