using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Tests.Checks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ExtentLock.Analyzers.Tests;

/// <summary>What is looked at before anything is bound: names in the text, and members with a body.</summary>
public sealed class FirstLookTests
{
    private static readonly string[] Wanted = ["Enter", "_x1"];

    [Theory]
    [InlineData("l.Enter();", 2)]
    [InlineData("Entering Enters re_Enter Enter2", null)]
    [InlineData("// Enter", 3)]
    [InlineData("@Enter", 1)]
    [InlineData("(_x1)", 1)]
    [InlineData("\\u0045nter", 0)]
    [InlineData("En\u200dter", 0)]
    [InlineData("Größe", null)]
    [InlineData("", null)]
    public void Text_TellsWhereANameMayStand(string text, int? place)
    {
        NameScan names = new(Wanted);

        Assert.Equal(place is { } found ? [found] : [], names.PlacesIn(SourceText.From(text)));
    }

    [Fact]
    public void Names_AreNotConfusedWithWordsOfTheSameLengthAndEnds() =>
        Assert.Equal([6], new NameScan(["Enter", "Elder"]).PlacesIn(SourceText.From("Error Elder Eager")));

    [Theory]
    [InlineData("[Acquires(\"this\")] void M() { }", true)]
    [InlineData("[\\u0041cquires(\"this\")] void M() { }", true)]
    [InlineData("[ReleasesOnAllPathsAttribute] void M() { }", true)]
    [InlineData("void M() => l.Enter(); // AcquiresLater", false)]
    [InlineData("", false)]
    public void FirstLook_TellsWhetherAttributesMayBeThere(string source, bool expected) =>
        Assert.Equal(expected, FirstLook.At(CSharpSyntaxTree.ParseText(source), default).HasAttributes);

    [Fact]
    public void Place_IsTouchedFromItsStartOnly()
    {
        List<int> places = [5, 9];

        Assert.True(NameScan.Touches(places, new TextSpan(5, 1)));
        Assert.True(NameScan.Touches(places, new TextSpan(6, 4)));
        Assert.False(NameScan.Touches(places, new TextSpan(6, 3)));
        Assert.False(NameScan.Touches(places, new TextSpan(10, 3)));
    }

    [Fact]
    public void EveryKindOfMember_IsFoundInTheOrderOfTheText()
    {
        const string Source = """
            namespace N
            {
                class C
                {
                    C() { }
                    ~C() { }
                    int A => 1;
                    int B { get => 1; set { } }
                    int D { get; }
                    int this[int i] => 1;
                    event System.Action E { add { } remove { } }
                    void F() { void Local() { } }
                    void G();
                    public static C operator +(C c) => c;
                    public static implicit operator int(C c) => 1;
                    struct S { void H() { } }
                    interface I { void J() { } }
                }
            }
            """;
        SyntaxNode root = CSharpSyntaxTree.ParseText(Source).GetRoot();

        string[] found = [.. DeclaredBodies.In(root, within: null).Select(member => member.Declaration.ToString())];

        Assert.Equal(
            [
                "C() { }", "~C() { }", "int A => 1;", "get => 1;", "set { }", "int this[int i] => 1;", "add { }", "remove { }",
                "void F() { void Local() { } }", "public static C operator +(C c) => c;",
                "public static implicit operator int(C c) => 1;", "void H() { }", "void J() { }",
            ],
            found);
    }

    [Fact]
    public void StretchOfText_LeavesOutOtherMembers()
    {
        const string Source = "class C { void A() { } void B() { } } class D { void E() { } }";
        SyntaxNode root = CSharpSyntaxTree.ParseText(Source).GetRoot();
        int at = Source.IndexOf("B()", System.StringComparison.Ordinal);

        Assert.Equal("void B() { }", Assert.Single(DeclaredBodies.In(root, new TextSpan(at, 1))).Declaration.ToString());
    }

    [Fact]
    public Task NameWrittenWithAnEscape_Reports() => Pairing.Body("""
        _lock.\u0045nter();
        if (a)
            {|EXL0001:return;|}
        _lock.Exit();
        """);

    [Fact]
    public Task NameInACommentOnly_IsSilent() => Pairing.Body("""
        // _lock.Enter();
        if (a)
            return;
        """);
}
