using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>Where a contract may stand, and which one counts if there are several.</summary>
public sealed class ContractSourceTests
{
    [Fact]
    public void AttributeOnAProperty_IsTheContractOfItsAccessors()
    {
        Subject subject = new("""class C { [Acquires("this")] int P { get; set; } }""");

        Assert.Equal("Acquires this", subject.Contract("get_P").Say());
        Assert.Equal("Acquires this", subject.Contract("set_P").Say());
    }

    [Fact]
    public void AttributeOnAnAccessor_IsThatAccessorsAlone()
    {
        Subject subject = new("""class C { int P { [Acquires("this")] get; set; } }""");

        Assert.Equal("Acquires this", subject.Contract("get_P").Say());
        Assert.True(subject.Contract("set_P").IsEmpty);
    }

    [Fact]
    public void AttributeOnADelegate_IsTheContractOfInvoke()
    {
        Subject subject = new("""[Releases("tree")] delegate void Done(object tree);""");

        Assert.Equal("Releases tree", subject.Contract("Invoke", "Done").Say());
    }

    [Fact]
    public void AttributeOnAConstructor_IsItsContract()
    {
        Subject subject = new("""class C { [Acquires("tree")] public C(object tree) { } }""");

        Assert.Equal("Acquires tree", subject.Contract(".ctor").Say());
    }

    [Fact]
    public void AttributeOnALocalFunction_IsItsContract()
    {
        Subject subject = new("""
            class C { void M() { [Acquires("o")] static void Take(object o) { } Take(this); } }
            """);
        SyntaxTree tree = subject.Compilation.SyntaxTrees[0];
        LocalFunctionStatementSyntax function =
            tree.GetRoot().DescendantNodes().OfType<LocalFunctionStatementSyntax>().Single();
        IMethodSymbol symbol =
            (IMethodSymbol)subject.Compilation.GetSemanticModel(tree).GetDeclaredSymbol(function)!;

        Assert.Equal("Acquires o", subject.Book.Of(symbol).Say());
    }

    [Fact]
    public void AttributeDeclaredByTheProject_IsRecognised()
    {
        Subject subject = new("""
            class C { [ExtentLock.Contracts.Acquires("this")] void M() { } }
            namespace ExtentLock.Contracts
            {
                sealed class AcquiresAttribute(string target) : System.Attribute { public string T => target; }
            }
            """);

        Assert.Equal("Acquires this", subject.Contract("M").Say());
    }

    [Fact]
    public void AttributeOfAnotherNamespace_IsSilent()
    {
        Subject subject = new("""
            class C { [Other.Acquires("this")] void M() { } }
            namespace Other
            {
                sealed class AcquiresAttribute(string target) : System.Attribute { public string T => target; }
            }
            """);

        Assert.True(subject.Contract("M").IsEmpty);
    }

    [Fact]
    public void AttributeInAReferencedAssembly_IsRead()
    {
        MetadataReference library = new Subject("""
            public class Tree
            {
                [Acquires("this")] public void Take() { }
                [Releases("this")] public int Free { set { } }
            }
            """).Emit();
        Subject subject = new("", references: [library]);

        Assert.Equal("Acquires this", subject.Contract("Take", "Tree").Say());
        Assert.Contains("Take", subject.Book.AcquireNames);
        Assert.Contains("Free", subject.Book.ReleaseNames);
    }

    [Fact]
    public void Attribute_StandsBeforeTheFile()
    {
        Subject subject = new("""class C { [Acquires("this")] void M(object o) { } }""", "M:C.M acquires o");

        Assert.Equal("Acquires this", subject.Contract("M").Say());
    }

    [Fact]
    public void UsersFile_StandsBeforeTheTable()
    {
        Subject subject = new("", "M:System.Threading.Lock.TryEnter  acquires this shared when True");

        Assert.Equal("Acquires this Shared when :True", subject.ContractOf("M:System.Threading.Lock.TryEnter").Say());
        Assert.Equal("Acquires this", subject.ContractOf("M:System.Threading.Lock.Enter").Say());
    }

    [Fact]
    public void Override_InheritsTheContract()
    {
        Subject subject = new("""
            class Base
            {
                [Acquires("tree", Start = "start", End = "start + 1")]
                public virtual void M(object tree, long start) { }
            }
            class C : Base { public override void M(object other, long first) { } }
            """);

        Assert.Equal("Acquires other [+first, +first+1)", subject.Contract("M").Say());
    }

    [Fact]
    public void OverrideWithAContractOfItsOwn_InheritsNothing()
    {
        Subject subject = new("""
            class Base { [Acquires("this")] public virtual void M(object tree) { } }
            class C : Base { [Acquires("tree")] public override void M(object tree) { } }
            """);

        Assert.Equal("Acquires tree", subject.Contract("M").Say());
    }

    [Theory]
    [InlineData("public object Lock => this; public void M(string t) { }", "M")]
    [InlineData("object I<string>.Lock => this; void I<string>.M(string t) { }", "I<System.String>.M")]
    public void Implementation_InheritsTheContract(string members, string name)
    {
        Subject subject = new($$"""
            interface I<T> { object Lock { get; } [Acquires("t")] [Releases("Lock")] void M(T t); }
            class C : I<string> { {{members}} }
            """);

        MemberContract contract = subject.Contract(name);

        Assert.Equal(TargetRoot.Parameter, contract.Clauses[0].Target.Root);
        Assert.Equal("C", contract.Clauses[1].Target.Path[0].ContainingType.Name);
    }

    [Theory]
    [InlineData("""[Acquires("this")] partial void M();""", "partial void M() { }")]
    [InlineData("partial void M();", """[Acquires("this")] partial void M() { }""")]
    public void PartsOfAPartialMethod_ShareTheContract(string definition, string body)
    {
        Subject subject = new($"partial class C {{ {definition} {body} }}");

        Assert.Equal("Acquires this", subject.Contract("M").Say());
        Assert.Equal("Acquires this", subject.Book.Of(subject.Method("M").PartialImplementationPart!).Say());
    }

    [Fact]
    public void TwoClausesThatContradict_AreBothIgnored()
    {
        Subject subject = new("""
            class C { [Acquires("this")] [Releases("this")] [Acquires("o")] void M(object o) { } }
            """);

        Assert.Equal("Acquires o", subject.Contract("M").Say());
    }

    [Fact]
    public void ClauseSaidTwice_CountsOnce()
    {
        Subject subject = new("""class C { [Acquires("this")] [Acquires("this")] void M() { } }""");

        Assert.Equal("Acquires this", subject.Contract("M").Say());
    }
}
