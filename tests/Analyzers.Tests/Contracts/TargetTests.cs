using Microsoft.CodeAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>What the text of a target means.</summary>
public sealed class TargetTests
{
    private const string Surroundings = """

        namespace Space
        {
            static class Registry
            {
                public static object Gate = new();
                public static class Inner { public static object Deep = new(); }
            }
        }
        class Tree { public object Gate = new(); public long Length; }
        class Inode { public Tree IoTree { get; } = new(); }
        class Base { protected Tree _inherited = new(); private static readonly object Shared = new(); }
        interface INamed { Tree Tree { get; } }
        """;

    [Theory]
    [InlineData("this", "this")]
    [InlineData("_tree", "this._tree")]
    [InlineData("this._tree.Gate", "this._tree.Gate")]
    [InlineData("_inherited", "this._inherited")]
    [InlineData("inode", "inode")]
    [InlineData("inode.IoTree.Gate", "inode.IoTree.Gate")]
    [InlineData("any.Tree", "any.Tree")]
    [InlineData("Shared", "static.Shared")]
    [InlineData("C.Shared", "static.Shared")]
    [InlineData("Nested.Gate", "static.Gate")]
    [InlineData("Registry.Gate", "static.Gate")]
    [InlineData("Space.Registry.Gate", "static.Gate")]
    [InlineData("Registry.Inner.Deep", "static.Deep")]
    [InlineData("System.Threading.Tasks.Task.CompletedTask", "static.CompletedTask")]
    [InlineData("return", "return")]
    [InlineData("return.IoTree", "return.IoTree")]
    [InlineData("result", "result")]
    public void Target_IsResolved(string target, string expected)
    {
        Subject subject = new($$"""
            namespace Space {
            class C : Base {
                Tree _tree = new();
                static object Shared = new();
                static class Nested { public static object Gate = new(); }
                [Acquires("{{target}}")]
                Inode M<T>(Inode inode, T any, out Tree result) where T : INamed => throw null!;
            } }
            """ + Surroundings);

        Assert.Equal($"Acquires {expected}", subject.Contract("M", "Space.C").Say());
    }

    [Theory]
    [InlineData("""[Acquires("return")] System.Threading.Tasks.Task<Tree> M() => null!;""",
        "Acquires return on completion")]
    [InlineData("""[Acquires("return.Gate")] async System.Threading.Tasks.ValueTask<Tree> M() => null!;""",
        "Acquires return.Gate on completion")]
    [InlineData("""[Acquires("t", When = Outcome.True)] System.Threading.Tasks.Task<bool> M(Tree t) => null!;""",
        "Acquires t when :True on completion")]
    [InlineData("""[Acquires("t", Mode = LockMode.Shared)] void M(Tree t) { }""", "Acquires t Shared")]
    [InlineData("""
        [Acquires("t", Start = "a + t.Length - 0x10", End = "-b + 1_000L")] void M(Tree t, long a, int b) { }
        """,
        "Acquires t [+a+t.Length-16, -b+1000)")]
    [InlineData("""const int Size = 4096; [Acquires("t", Start = "0", End = "Size - 1")] void M(Tree t) { }""",
        "Acquires t [, +4095)")]
    [InlineData("""[Acquires("t", Start = "a", End = "a + return")] int M(Tree t, long a) => 0;""",
        "Acquires t [+a, +a+return)")]
    public void Clause_IsResolved(string member, string expected) =>
        Assert.Equal(expected, new Subject($"class C {{ {member} }}" + Surroundings).Contract("M").Say());

    [Fact]
    public void ParameterOfAReducedExtension_IsThatOfTheDefinition()
    {
        Subject subject = new("""
            static class C { [Acquires("tree")] public static void Take(this Tree tree) { } }
            """ + Surroundings);
        IMethodSymbol reduced = subject.Method("Take").ReduceExtensionMethod(subject.Type("Tree"))!;

        Assert.Equal(
            subject.Method("Take").Parameters[0],
            subject.Book.Of(reduced).Clauses[0].Target.Parameter,
            SymbolEqualityComparer.Default);
    }

    [Fact]
    public void ConstructedMethod_HasTheContractOfItsDefinition()
    {
        Subject subject = new("""class C { [Acquires("t")] void M<T>(T t) where T : class { } }""");
        IMethodSymbol constructed = subject.Method("M").Construct(subject.Type("System.String"));

        Assert.Same(subject.Contract("M"), subject.Book.Of(constructed));
    }
}
