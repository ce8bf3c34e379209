using System.Threading.Tasks;
using Xunit;
using Verify = ExtentLock.Analyzers.Tests.Contracts.ContractNotUnderstoodVerifier;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>EXL1005 on attributes: each kind of misunderstanding, and its neighbour that is fine.</summary>
public sealed class ContractNotUnderstoodTests
{
    private const string Surroundings = """
         class Tree { public object Gate = new(); public long Length; public static long Count; }
        """;

    [Theory]
    [InlineData("""[Acquires("tre")] void M(Tree tree) { }""",
        "\"tre\" -> 'tre' is neither a parameter nor a member of 'C' nor a type in scope")]
    [InlineData("""[Acquires("tree.Gat")] void M(Tree tree) { }""",
        "\"tree.Gat\" -> 'Tree' has no field or property 'Gat'")]
    [InlineData("""[Acquires("a b")] void M() { }""", "\"a b\" -> 'a b' is not a path of fields and properties")]
    [InlineData("""[Acquires("M()")] void M() { }""", "\"M()\" -> 'M()' is not a path of fields and properties")]
    [InlineData("""[Acquires("")] void M() { }""", "\"\" -> it names no target")]
    [InlineData("""[Acquires("Tree")] void M() { }""", "\"Tree\" -> 'Tree' is a type, which can't be held")]
    [InlineData("""[Acquires("Tree.Gate")] void M() { }""", "\"Tree.Gate\" -> 'Gate' of 'Tree' is not static")]
    [InlineData("""[Acquires("this")] static void M() { }""", "\"this\" -> there is no 'this' in a static member")]
    [InlineData("""Tree _t; [Acquires("_t")] static void M() { }""",
        "\"_t\" -> '_t' belongs to an instance of 'C', and there is none")]
    [InlineData("""[Acquires("return")] void M() { }""", "\"return\" -> nothing is returned that 'return' could name")]
    [InlineData("""[Acquires("return")] System.Threading.Tasks.Task M() => null!;""",
        "\"return\" -> nothing is returned that 'return' could name")]
    [InlineData("""[Acquires("return")] public C() { }""",
        "\"return\" -> nothing is returned that 'return' could name")]
    [InlineData("""[Releases("return")] Tree M() => null!;""", "\"return\" -> what is returned was not held on entry")]
    [InlineData("""[Releases("t")] void M(out Tree t) => t = null!;""",
        "\"t\" -> an out parameter was not held on entry")]
    [InlineData("""[Acquires("n")] void M(int n) { }""", "\"n\" -> a 'int' can't be held")]
    [InlineData("""[Acquires("n")] void M(bool? n) { }""", "\"n\" -> a 'bool?' can't be held")]
    [InlineData("""[Acquires("this")] ~C() { }""",
        "Acquires(\"this\") -> nobody calls a static constructor or a finalizer")]
    [InlineData("""[ReleasesOnAllPaths("x")] void M() { }""",
        "\"x\" -> 'x' is neither a parameter nor a member of 'C' nor a type in scope")]
    [InlineData("""[ReleasesOnAllPaths("n")] void M(int n) { }""", "\"n\" -> a 'int' can't be held")]
    [InlineData("""[Acquires("x")] Tree P { get; set; }""",
        "\"x\" -> 'x' is neither a parameter nor a member of 'C' nor a type in scope")]
    [InlineData("""void M() { [Acquires("x")] static void L() { } L(); }""",
        "\"x\" -> 'x' is neither a parameter nor a member of 'C' nor a type in scope")]
    [InlineData("""void M() { System.Action a = [Releases("x")] () => { }; }""",
        "\"x\" -> 'x' is neither a parameter nor a member of 'C' nor a type in scope")]
    public Task TargetThatIsNotUnderstood_Reports(string member, string expected) =>
        Verify.Reports($"class C {{ {member} }}" + Surroundings, null, expected);

    [Theory]
    [InlineData("""[Acquires("tree.Gate")] void M(Tree tree) { }""")]
    [InlineData("""[Acquires("return")] System.Threading.Tasks.Task<Tree> M() => null!;""")]
    [InlineData("""[Acquires("return")] Tree P { get; set; }""")]
    [InlineData("""[Acquires("handle")] void M(System.IntPtr handle) { }""")]
    [InlineData("""[Acquires("t")] void M(out Tree t) => t = null!;""")]
    [InlineData("""[Releases("value")] Tree P { get; set; }""")]
    [InlineData("""[Acquires("nothing")] void M(Unknown nothing) { }""")]
    [InlineData("""[Acquires("this", Nonsense = 1)] void M() { }""")]
    [InlineData("""[Acquires(1)] void M() { }""")]
    [InlineData("""[ReleasesOnAllPaths] void M() { }""")]
    [InlineData("""void M() { [Acquires("o")] static void L(object o) { } L(this); }""")]
    public Task TargetThatIsUnderstood_IsSilent(string member) =>
        Verify.IsSilent($"class C {{ {member} }}" + Surroundings);

    [Theory]
    [InlineData("int", "Outcome.True", "a 'int' returned can't be True")]
    [InlineData("void", "Outcome.False", "nothing is returned, which can't be False")]
    [InlineData("bool", "Outcome.Zero", "a 'bool' returned can't be Zero")]
    [InlineData("double", "Outcome.Negative", "a 'double' returned can't be Negative")]
    [InlineData("int", "Outcome.Null", "a 'int' returned can't be Null")]
    [InlineData("System.Threading.Tasks.Task", "Outcome.NotNull", "nothing is returned, which can't be NotNull")]
    [InlineData("int", "(Outcome)42", "there is no outcome 42")]
    public Task OutcomeThatCannotBeReturned_Reports(string type, string outcome, string reason) =>
        Verify.Reports(Returning(type, outcome), null, $"{outcome} -> {reason}");

    [Theory]
    [InlineData("bool", "Outcome.True")]
    [InlineData("System.Threading.Tasks.ValueTask<bool>", "Outcome.False")]
    [InlineData("System.DayOfWeek", "Outcome.Zero")]
    [InlineData("long", "Outcome.NonNegative")]
    [InlineData("int?", "Outcome.Null")]
    [InlineData("string", "Outcome.NotNull")]
    [InlineData("void", "Outcome.Always")]
    [InlineData("Unknown", "Outcome.True")]
    public Task OutcomeThatCanBeReturned_IsSilent(string type, string outcome) =>
        Verify.IsSilent(Returning(type, outcome));

    [Theory]
    [InlineData("""Start = "a" """, "\"a\" -> a range has a start and an end, or is left out")]
    [InlineData("""End = "a" """, "\"a\" -> a range has a start and an end, or is left out")]
    [InlineData("""Start = "a", End = "a * 2" """, "\"a * 2\" -> 'a * 2' is not a path of fields and properties")]
    [InlineData("""Start = "a", End = "a + " """, "\"a + \" -> a term is missing in 'a + '")]
    [InlineData("""Start = "t", End = "a" """, "\"t\" -> 't' is 'Tree', not an integer")]
    [InlineData("""Start = "a", End = "t.Gate" """, "\"t.Gate\" -> 't.Gate' is 'object', not an integer")]
    [InlineData("""Start = "0", End = "99999999999999999999" """,
        "\"99999999999999999999\" -> '99999999999999999999' is not a path of fields and properties")]
    [InlineData("""Start = "0", End = "9223372036854775807 + 1" """,
        "\"9223372036854775807 + 1\" -> '9223372036854775807 + 1' does not fit into 64 bits")]
    [InlineData("""Start = "a", End = "a", Mode = (LockMode)7 """, "(LockMode)7 -> there is no mode 7")]
    public Task RangeThatIsNotUnderstood_Reports(string range, string expected) =>
        Verify.Reports(Ranged("Acquires", range), null, expected);

    [Theory]
    [InlineData("Acquires", """Start = "a", End = "a + t.Length - 1" """)]
    [InlineData("Acquires", """Start = "a", End = "return" """)]
    [InlineData("Acquires", """Start = "Tree.Count", End = "o" """)]
    [InlineData("Releases", """Start = "0", End = "a" """)]
    [InlineData("Releases", """Start = "a", End = "a + return" """)]
    [InlineData("Releases", """Start = "o", End = "a" """)]
    [InlineData("Releases", """Start = "", End = "" """)]
    public Task RangeThatIsUnderstood_IsSilent(string kind, string range) => Verify.IsSilent(Ranged(kind, range));

    [Theory]
    [InlineData("""[Acquires("this")] [Releases("this")] void M() { }""",
        "'this' is both acquired and released on the same outcome")]
    [InlineData("""[Acquires("this")] [Acquires("this", Mode = LockMode.Shared)] void M() { }""",
        "'this' is acquired as Exclusive and as Shared on the same outcome")]
    public Task TwoThatContradict_ReportsTheLater(string member, string reason) =>
        Verify.Reports($"class C {{ {member} }}", null, $"\"this\" -> {reason}");

    [Theory]
    [InlineData("""
        [Acquires("this", When = Outcome.True)] [Releases("this", When = Outcome.False)] bool M() => true;
        """)]
    [InlineData("""[Acquires("this", Mode = LockMode.Shared)] [Releases("this")] void M() { }""")]
    [InlineData("""[Acquires("a")] [Releases("b")] void M(object a, object b) { }""")]
    [InlineData("""
        [Acquires("this", Start = "s", End = "t")] [Releases("this", Start = "0", End = "s")] void M(int s, int t) { }
        """)]
    [InlineData("""
        [Acquires("this", Start = "0", End = "s")] [Releases("this", Start = "0", End = "t")] void M(int s, int t) { }
        """)]
    [InlineData("""
        [Acquires("this", Start = "0", End = "s + s + t")] [Releases("this", Start = "0", End = "s + t + t")]
        void M(int s, int t) { }
        """)]
    public Task TwoThatAgree_IsSilent(string member) => Verify.IsSilent($"class C {{ {member} }}");

    [Theory]
    [InlineData("[ReleasesOnAllPaths(On = Exits.None)]", "Exits.None -> it names no way out that could be checked")]
    [InlineData("[ReleasesOnAllPaths(\"x\")]", "\"x\" -> 'x' is neither a member of 'C' nor a type in scope")]
    [InlineData("[assembly: ReleasesOnAllPaths(\"x\")]", "\"x\" -> 'x' is not a type")]
    public Task ProofThatIsNotUnderstood_Reports(string attribute, string expected) =>
        Verify.Reports($"{attribute} class C {{ object _o; }}", null, expected);

    [Theory]
    [InlineData("[ReleasesOnAllPaths(On = Exits.Returns | Exits.Calls)]")]
    [InlineData("[ReleasesOnAllPaths(\"_o\")]")]
    [InlineData("[assembly: ReleasesOnAllPaths(\"Tree.Lock\")]")]
    public Task ProofThatIsUnderstood_IsSilent(string attribute) =>
        Verify.IsSilent($"{attribute} class C {{ object _o; }} class Tree {{ public static object Lock; }}");

    private static string Returning(string type, string outcome) =>
        $"class C {{ [Acquires(\"this\", When = {outcome})] {type} M() => throw null!; }}";

    private static string Ranged(string kind, string range) =>
        $"class C {{ [{kind}(\"t\", {range})] long M(Tree t, long a, out int o) => throw null!; }}" + Surroundings;
}
