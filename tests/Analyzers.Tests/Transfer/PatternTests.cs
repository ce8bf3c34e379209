using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Checks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Patterns as conditions: what one told, another and an operator agree with.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("n is 5", "n is 5")]
    [InlineData("n is 5", "n == 5")]
    [InlineData("n == 5", "n is 5")]
    [InlineData("n is > 5", "n > 5")]
    [InlineData("n is 1 or 2", "n is 1 or 2")]
    [InlineData("n + (a ? 1 : 2) is 1 or 2", "n + (a ? 1 : 2) is 1 or 2")]
    public Task AnswerKeptAndAskedAgain_IsSilent(string first, string second) => Pairing.Body($$"""
        bool kept = {{first}};
        if (kept)
            Monitor.Enter(_gate);
        Work();
        if ({{second}})
            Monitor.Exit(_gate);
        """);

    [Theory]
    [InlineData("n is 5", "n is 5")]
    [InlineData("n == 5", "n is 5")]
    [InlineData("n is 5", "n == 5")]
    [InlineData("n is 1 or 2", "n is 1 or 2")]
    public Task AskedAndAnswerKeptForLater_IsSilent(string first, string second) => Pairing.Body($$"""
        bool kept = {{second}};
        if ({{first}})
            Monitor.Enter(_gate);
        Work();
        if (kept)
            Monitor.Exit(_gate);
        """);

    [Fact]
    public Task NullTestKeptAndAskedAgain_IsSilent() => Pairing.Members("""
        void M(object owner)
        {
            bool isOwned = owner is not null;
            if (isOwned)
                Monitor.Enter(_gate);
            Work();
            if (owner != null)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task DesignationAndWhatItWasMadeFrom_AreOneLock_IsSilent() => Pairing.Members("""
        private sealed class Part { public readonly object Gate = new(); }

        void M(Part first)
        {
            if (first is { } same)
            {
                Monitor.Enter(same.Gate);
                Work();
                Monitor.Exit(first.Gate);
            }
        }
        """);

    [Fact]
    public Task DesignationLeftEarly_Reports() => Pairing.Members("""
        private sealed class Part { public readonly object Gate = new(); }

        void M(Part first, bool a)
        {
            if (first is { } same)
            {
                Monitor.Enter(same.Gate);
                if (a)
                    {|EXL0001:return;|}
                Monitor.Exit(first.Gate);
            }
        }
        """);

    [Fact]
    public Task AnswerKeptAndAnotherAsked_Reports() => Pairing.Members("""
        void M(int n)
        {
            bool kept = n is 1 or 2;
            if (kept)
                Monitor.Enter(_gate);
            Work();
            if (n is 1)
                Monitor.Exit(_gate);
        {|EXL0001:}|}
        """);

    [Fact]
    public Task AnswerKeptAndVariableChanged_Reports() => Pairing.Members("""
        void M(int n)
        {
            bool kept = n is 1 or 2;
            if (kept)
                Monitor.Enter(_gate);
            n--;
            if (n is 1 or 2)
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task AnswerOfAnUnknownNumber_IsSilent() => Pairing.Body("""
        bool kept = (int)n.GetHashCode() * 2 is 1 or 2;
        if (kept)
            Monitor.Enter(_gate);
        Work();
        if (kept)
            Monitor.Exit(_gate);
        """);

    [Theory]
    [InlineData("n is 5 or 6", "!kept")]
    [InlineData("n is 6 or 7", "kept")]
    public Task AnswerKnownFromAnEarlierTest_IsSilent(string pattern, string leak) => Pairing.Body($$"""
        if (n != 5)
            return;
        bool kept = {{pattern}};
        Monitor.Enter(_gate);
        if ({{leak}})
            return;
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task NumberBetweenManyAlternatives_Reports() => Pairing.Body("""
        Monitor.Enter(_gate);
        if (n is <= 1 or 3 or 5 or 7 or 9 or 11 or 13 or 15 or 17)
            Work();
        else if (n == 16)
            {|EXL0001:return;|}
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task NumberBetweenFewAlternatives_IsSilent() => Pairing.Body("""
        Monitor.Enter(_gate);
        if (n is <= 1 or 3 or 5 or 7 or 9 or 11 or 13)
            Work();
        else if (n == 13)
            return;
        Monitor.Exit(_gate);
        """);

    [Theory]
    [InlineData("n is >= 1", "n >= 1")]
    [InlineData("n is <= 1", "n <= 1")]
    [InlineData("n is >= 1 and <= 3", "n >= 1 && n <= 3")]
    public Task BoundAndOperator_Agree_IsSilent(string pattern, string condition) => Pairing.Body($$"""
        if ({{pattern}})
            Monitor.Enter(_gate);
        Work();
        if ({{condition}})
            Monitor.Exit(_gate);
        """);

    [Theory]
    [InlineData("n is >= 1", "n > 1")]
    [InlineData("n is <= 1", "n < 1")]
    public Task BoundAndStricterOperator_Reports(string pattern, string condition) => Pairing.Members($$"""
        void M(int n)
        {
            if ({{pattern}})
                Monitor.Enter(_gate);
            Work();
            if ({{condition}})
                Monitor.Exit(_gate);
        {|EXL0001:}|}
        """);

    [Theory]
    [InlineData("byte")]
    [InlineData("sbyte")]
    [InlineData("short")]
    [InlineData("ushort")]
    [InlineData("uint")]
    [InlineData("long")]
    [InlineData("ulong")]
    [InlineData("char")]
    public Task ConstantOfEveryWidth_IsThatNumber_IsSilent(string type) => Pairing.Members($$"""
        void M({{type}} value)
        {
            if (value == 3)
                Monitor.Enter(_gate);
            Work();
            if (value is ({{type}})3)
                Monitor.Exit(_gate);
        }
        """);

    [Theory]
    [InlineData("n == ulong.MaxValue")]
    [InlineData("n is ulong.MaxValue")]
    public Task LargestNumberOfAll_MayComeUp_Reports(string condition) => Pairing.Members($$"""
        void M(ulong n)
        {
            Monitor.Enter(_gate);
            if ({{condition}})
                {|EXL0001:return;|}
            Monitor.Exit(_gate);
        }
        """);

    [Theory]
    [InlineData("ulong", "n < 0")]
    [InlineData("nuint", "n < 0")]
    [InlineData("uint", "n > uint.MaxValue")]
    [InlineData("char", "n > char.MaxValue")]
    [InlineData("ushort", "n > ushort.MaxValue")]
    [InlineData("byte", "n > byte.MaxValue")]
    [InlineData("int", "n > int.MaxValue")]
    public Task NumberOutsideItsType_NeverComesUp_IsSilent(string type, string condition) => Pairing.Members($$"""
        void M({{type}} n)
        {
            Monitor.Enter(_gate);
            if ({{condition}})
                return;
            Monitor.Exit(_gate);
        }
        """);

    [Theory]
    [InlineData("{ Length: 1 }")]
    [InlineData("{ Length: > 0 } and [_, ..]")]
    public Task PatternThatAsksMoreThanNull_IsNotOneOfNull_Reports(string pattern) => Pairing.Members($$"""
        void M(string text)
        {
            if (text is {{pattern}})
                Monitor.Enter(_gate);
            if (text != null)
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL0001:}|}
        """);

    [Fact]
    public Task EmptyPropertyPattern_IsOneOfNull_IsSilent() => Pairing.Members("""
        void M(string text)
        {
            if (text is { })
                Monitor.Enter(_gate);
            if (text != null)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task PatternOfParts_IsNotOneOfNull_Reports() => Pairing.Members("""
        sealed record Point(int X, int Y);

        void M(Point point)
        {
            if (point is (1, 2))
                Monitor.Enter(_gate);
            if (point != null)
                {|EXL0003:Monitor.Exit(_gate)|};
        {|EXL0001:}|}
        """);
}
