using Microsoft.CodeAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>Who is asked for a proof: the nearest [ReleasesOnAllPaths] counts.</summary>
public sealed class ProofTests
{
    private const string All = "proves all on All";

    [Theory]
    [InlineData("class C { [ReleasesOnAllPaths] void M() { } }", All)]
    [InlineData("[ReleasesOnAllPaths] class C { void M() { } }", All)]
    [InlineData("[assembly: ReleasesOnAllPaths] class C { void M() { } }", All)]
    [InlineData("class C { void M() { } }", "")]
    [InlineData("""class C { [ReleasesOnAllPaths("o")] void M(object o) { } }""", "proves o on All")]
    [InlineData("[ReleasesOnAllPaths] class C { [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)] void M() { } }",
        "proves all on Returns, Throws")]
    [InlineData("class C { [ReleasesOnAllPaths(On = Exits.None)] void M() { } }", "")]
    public void Member_ProvesWhatTheNearestLevelAsks(string source, string expected) =>
        Assert.Equal(expected, new Subject(source).Contract("M").Say());

    [Theory]
    [InlineData("M:C.M proves", All)]
    [InlineData("M:C.M proves returns, throws", "proves all on Returns, Throws")]
    [InlineData("T:C proves calls", "proves all on Calls")]
    [InlineData("T:D proves", "")]
    public void File_AsksForAProof(string file, string expected) =>
        Assert.Equal(expected, new Subject("class C { void M() { } } class D { }", file).Contract("M").Say());

    [Fact]
    public void NestedType_IsAskedByTheOuterOne()
    {
        Subject subject = new("[ReleasesOnAllPaths] class C { class D { void M() { } } }");

        Assert.Equal(All, subject.Contract("M", "C+D").Say());
    }

    [Fact]
    public void ReferencedAssembly_ProvesNothingHere()
    {
        MetadataReference library = new Subject("[ReleasesOnAllPaths] public class C { public void M() { } }").Emit();

        Assert.True(new Subject("", references: [library]).Contract("M").IsEmpty);
    }

    [Fact]
    public void Override_IsAskedByTheOverridden()
    {
        Subject subject = new("""
            class Base { [ReleasesOnAllPaths("o")] public virtual void M(object o) { } }
            class C : Base { public override void M(object p) { } }
            """);

        Assert.Equal("proves p on All", subject.Contract("M").Say());
    }
}
