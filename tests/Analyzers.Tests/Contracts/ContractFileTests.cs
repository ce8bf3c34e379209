using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Verify = ExtentLock.Analyzers.Tests.Contracts.ContractNotUnderstoodVerifier;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>Contract files: what a line means, and where EXL1005 points when it means nothing.</summary>
public sealed class ContractFileTests
{
    private const string Source = """
        class Base { public void Inherited() { } }
        class C : Base
        {
            public object Gate = new();
            public int this[int i] => i;
            public C(object o) { }
            public bool M(object o, long start, long len, ref bool taken) => taken;
            public void M(object o) { }
            public void M() { }
            public object P { get; set; } = new();
        }
        class Generic<T> { public void M<U>(T t, U u) { } }
        delegate void Done(object o);
        """;

    [Theory]
    [InlineData("M:C.M acquires o", "Acquires o")]
    [InlineData("M:C.M(System.Object,System.Int64,System.Int64,System.Boolean@) acquires Gate", "Acquires this.Gate")]
    [InlineData("M:C.M releases this [start, start + len) upgradeable # a comment",
        "Releases this Upgradeable [+start, +start+len)")]
    [InlineData("M:C.M acquires this [start, start + len - 1]", "Acquires this [+start, +start+len)")]
    [InlineData("M:C.M acquires o when taken False", "Acquires o when taken:False")]
    [InlineData("M:C.M acquires o setting taken True", "Acquires o when taken:True yields True")]
    [InlineData("M:C.M acquires o returning True", "Acquires o yields True")]
    [InlineData("M:C.M releases o times start", "Releases o times start")]
    [InlineData("M:C.M releases o times ?", "Releases o times ?")]
    [InlineData("M:C.M releases o times", "")]
    [InlineData("M:C.M releases o times o", "")]
    [InlineData("M:C.M releases o times nobody", "")]
    [InlineData("M:C.M acquires this when True\nM:C.M acquires o", "Acquires this when :True; Acquires o")]
    [InlineData("M:C.M() acquires this", "")]
    [InlineData("# M:C.M acquires o", "")]
    [InlineData("M:C.M(System.Object) acquires o", "")]
    public void LineAboutAMethod_IsItsContract(string file, string expected) =>
        Assert.Equal(expected, new Subject(Source, file).Contract("M").Say());

    [Theory]
    [InlineData("M:C.#ctor acquires o", ".ctor", "C", "Acquires o")]
    [InlineData("P:C.P acquires this", "get_P", "C", "Acquires this")]
    [InlineData("P:C.Item(System.Int32) acquires this", "get_Item", "C", "Acquires this")]
    [InlineData("T:Done releases o", "Invoke", "Done", "Releases o")]
    [InlineData("M:Generic`1.M acquires t", "M", "Generic`1", "Acquires t")]
    [InlineData("M:Generic`1.M``1(`0,``0) acquires u", "M", "Generic`1", "Acquires u")]
    public void LineAboutAnotherMember_IsItsContract(string file, string name, string type, string expected) =>
        Assert.Equal(expected, new Subject(Source, file).Contract(name, type).Say());

    [Theory]
    [InlineData("M:C.M acquires o", "M:C.M(System.Object)", true)]
    [InlineData("M:System.Threading.Lock.Enter acquires this", "M:System.Threading.Lock.Enter", false)]
    [InlineData("", "M:System.Threading.Lock.Enter", false)]
    public void LineOfAUser_BindsAsAnAttributeExceptAboutTheLocksOfDotNet(string file, string id, bool expected) =>
        Assert.Equal(expected, new Subject(Source, file).ContractOf(id).Clauses.Single().FromAttribute);

    [Fact]
    public void LineWithParameters_StandsBeforeTheOneForAll()
    {
        Subject subject = new(Source, "M:C.M acquires this\nM:C.M() releases this");

        Assert.Equal("Acquires this", subject.ContractOf("M:C.M(System.Object)").Say());
        Assert.Equal("Releases this", subject.ContractOf("M:C.M").Say());
    }

    [Fact]
    public void TypeOfLock_IsKnownByItsTraitsAndTheFileStandsBeforeTheTable()
    {
        Subject subject = new(Source, "T:Base is reentrant, affine\nT:System.Threading.SpinLock is counted");

        Assert.Equal("Reentrant, ThreadAffine", subject.Book.TraitsOf(subject.Type("C")).ToString());
        Assert.Equal("Counted", subject.Book.TraitsOf(subject.Type("System.Threading.SpinLock")).ToString());
    }

    [Theory]
    [InlineData("C.M acquires o",
        "C.M -> 'C.M' is not the documentation id of a method, property or type (M:, P:, T:)")]
    [InlineData("M:C.M", " -> it says nothing: acquires, releases, proves or is expected")]
    [InlineData("M:C.M takes o", "takes -> 'takes' is unknown: acquires, releases, proves or is expected")]
    [InlineData("M:C.M acquires", " -> the target is missing")]
    [InlineData("M:C.M acquires o often", "often -> 'often' is unknown: a mode, a range or 'when' expected")]
    [InlineData("M:C.M acquires o [start; len)",
        "[start; len) -> '[start; len)' is unknown: [start, end) or [start, end] expected")]
    [InlineData("M:C.M acquires o [start, len",
        "[start, len -> '[start, len' is unknown: [start, end) or [start, end] expected")]
    [InlineData("M:C.M acquires o shared exclusive", "exclusive -> it is said twice")]
    [InlineData("M:C.M acquires o when taken Maybe",
        "taken Maybe -> no outcome is named: Always, True, False, Zero, NonZero, "
            + "Negative, NonNegative, Null, NotNull expected")]
    [InlineData("M:C.M proves everything", "everything -> 'everything' is no way out: returns, throws, calls expected")]
    [InlineData("T:C is odd", "odd -> 'odd' is no trait of a lock: reentrant, affine, counted expected")]
    [InlineData("T:C is", " -> the traits are missing")]
    [InlineData("M:C.M is affine", "is -> only a type (T:) is a kind of lock")]
    [InlineData("M:C.M on", " -> the receiver's type is missing after 'on'")]
    public Task MalformedLine_ReportsItsPlace(string line, string expected) =>
        Verify.Reports(Source, "# first\n" + line + "\n", expected);

    [Theory]
    [InlineData("M:C.M acquires p", "p -> 'p' is neither a parameter nor a member of 'C' nor a type in scope")]
    [InlineData("M:C.M acquires start", "start -> a 'long' can't be held")]
    [InlineData("M:C.M acquires o when take True", "take True -> there is no parameter 'take'")]
    [InlineData("M:C.M acquires o when o True",
        "o True -> parameter 'o' is neither ref nor out, so it can't tell an outcome")]
    [InlineData("M:C.M acquires o when taken Zero", "taken Zero -> a 'bool' in 'taken' can't be Zero")]
    [InlineData("M:C.M(System.Object) acquires o when True", "True -> nothing is returned, which can't be True")]
    [InlineData("M:C.M acquires o [start, lem)",
        " lem -> 'lem' is neither a parameter nor a member of 'C' nor a type in scope")]
    [InlineData("M:C.N acquires o", "M:C.N -> 'C' has no method 'N'")]
    [InlineData("M:C.M(System.Int32) acquires o", "M:C.M(System.Int32) -> 'C' has no method 'M' with these parameters")]
    [InlineData("P:C.Q acquires this", "P:C.Q -> 'C' has no property 'Q'")]
    [InlineData("T:C acquires this", "T:C -> 'C' is not a delegate; a contract is about a member")]
    [InlineData("M:C.M on T:Done acquires this", "T:Done -> 'Done' does not derive from 'C'")]
    [InlineData("M:C.M acquires o\nM:C.M releases o", "o -> 'o' is both acquired and released on the same outcome")]
    public Task LineThatDoesNotFitItsMember_ReportsItsPlace(string file, string expected) =>
        Verify.Reports(Source, file, expected);

    [Theory]
    [InlineData("")]
    [InlineData("   # nothing but a comment")]
    [InlineData("M:Not.Referenced.Type.M acquires whatever")]
    [InlineData("M:C.M acquires o when taken True")]
    [InlineData("M:C.#ctor acquires o")]
    [InlineData("M:C.M(System.Object) releases o\nM:C.M() acquires this")]
    [InlineData("M:Base.Inherited on C acquires this")]
    [InlineData("T:C is affine")]
    public Task LineThatFits_IsSilent(string file) => Verify.IsSilent(Source, file);

    [Fact]
    public Task OneBadLine_LeavesTheOthersInForce()
    {
        const string file = "M:C.M acquires nobody\nM:C.M acquires o\nnonsense";
        Assert.Equal("Acquires o", new Subject(Source, file).Contract("M").Say());
        return Verify.Reports(
            Source,
            file,
            "nobody -> 'nobody' is neither a parameter nor a member of 'C' nor a type in scope",
            "nonsense -> 'nonsense' is not the documentation id of a method, property or type (M:, P:, T:)");
    }
}
