using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>What is held, kept as bits, texts and counts, and asked for again.</summary>
public sealed class BookkeepingTests
{
    [Fact]
    public Task BitsThatSayWhatIsHeld_AreSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _first = new(), _second = new();

            public void Run(bool first, Action body)
            {
                int held = 0;
                try
                {
                    if (first)
                    {
                        Monitor.Enter(_first);
                        held |= 1;
                    }

                    Monitor.Enter(_second);
                    held |= 2;
                    body();
                }
                finally
                {
                    if ((held & 2) != 0)
                        Monitor.Exit(_second);
                    if ((held & 1) != 0)
                        Monitor.Exit(_first);
                }
            }
        }
        """);

    [Fact]
    public Task BitOfTheOtherLock_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _first = new(), _second = new();

            public void Run(bool first, Action body)
            {
                int held = 0;
                try
                {
                    if (first)
                    {
                        Monitor.Enter(_first);
                        held |= 1;
                    }

                    {|EXL0002:Monitor.Enter(_second)|};
                    held |= 2;
                    body();
                }
                finally
                {
                    if ((held & 1) != 0)
                        Monitor.Exit(_second);
                    if ((held & 1) != 0)
                        Monitor.Exit(_first);
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task AttemptChosenByACondition_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Begin(bool patient)
            {
                bool taken = patient ? Monitor.TryEnter(_gate, 100) : Monitor.TryEnter(_gate);
                if (!taken)
                    throw new TimeoutException();
            }

            public void End() => Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task AttemptChosenByACondition_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Begin(bool patient)
            {
                bool taken = patient ? Monitor.TryEnter(_gate, 100) : Monitor.TryEnter(_gate);
                if (taken)
                    {|EXL0001:throw new InvalidOperationException();|}
            }

            public void End() => Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task TextThatSaysWhatIsHeld_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(Action body)
            {
                string state = "free";
                try
                {
                    Monitor.Enter(_gate);
                    state = "held";
                    body();
                }
                finally
                {
                    if (state == "held")
                        Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task AnotherText_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(Action body)
            {
                string state = "free";
                try
                {
                    Monitor.Enter(_gate);
                    state = "held";
                    body();
                }
                finally
                {
                    if (state == "open")
                        Monitor.Exit(_gate);
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task SameQuestionOfANumberTwice_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(double load, Action body)
            {
                if (load > 0.5)
                    Monitor.Enter(_gate);
                try
                {
                    body();
                }
                finally
                {
                    if (load > 0.5)
                        Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task AnotherQuestionOfANumber_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(double load, Action body)
            {
                if (load > 0.5)
                    {|EXL0002:Monitor.Enter(_gate)|};
                try
                {
                    body();
                }
                finally
                {
                    if (load > 0.7)
                        {|EXL0003:Monitor.Exit(_gate)|};
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task SamePatternOfATextTwice_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(string mode, Action body)
            {
                if (mode is "safe" or "strict")
                    Monitor.Enter(_gate);
                try
                {
                    body();
                }
                finally
                {
                    if (mode is "safe" or "strict")
                        Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task AsManyAsAreHeldAreGivenBack_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object[] _gates = [new(), new()];

            public bool All(Action body)
            {
                int held = 0;
                try
                {
                    for (; held < _gates.Length; held++)
                    {
                        if (!Monitor.TryEnter(_gates[held], 5))
                            return false;
                    }

                    body();
                    return true;
                }
                finally
                {
                    while (held > 0)
                        Monitor.Exit(_gates[--held]);
                }
            }
        }
        """);

    [Fact]
    public Task ThoseOfWhichTheBitIsSetAreGivenBack_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object[] _gates = [new(), new()];

            public void Some(int wanted, Action body)
            {
                int held = 0;
                try
                {
                    for (int i = 0; i < _gates.Length; i++)
                    {
                        Monitor.Enter(_gates[i]);
                        held |= 1 << i;
                    }

                    body();
                }
                finally
                {
                    for (int i = 0; i < _gates.Length; i++)
                    {
                        if ((held & (1 << i)) != 0)
                            Monitor.Exit(_gates[i]);
                    }
                }
            }
        }
        """);
}
