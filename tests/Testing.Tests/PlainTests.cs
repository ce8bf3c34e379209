using System;
using System.Threading.Tasks;
using ExtentLock.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Fixes = Microsoft.CodeAnalysis.CSharp.Testing.CSharpCodeFixVerifier<
    ExtentLock.Testing.Tests.Subjects.OneAnalyzer,
    ExtentLock.Testing.Tests.Subjects.TwoOrThreeFix,
    Microsoft.CodeAnalysis.Testing.DefaultVerifier>;
using Plain = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    ExtentLock.Testing.Tests.Subjects.OneAnalyzer,
    Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace ExtentLock.Testing.Tests;

/// <summary>The parts of the stand-in that the other tests do not pass through.</summary>
public sealed class PlainTests
{
    private const string Marked = "class C { int {|#1:F|}() => {|#0:1|}; }";

    [Fact]
    public Task RuleOfTheAnalyzer_Passes() => Plain.VerifyAnalyzerAsync(
        Marked, Plain.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("1", "F"));

    [Fact]
    public Task RuleNotReported_Fails() => Failing.With("actual \"0\"", Plain.VerifyAnalyzerAsync(
        "class {|#0:C|} { }", Plain.Diagnostic("ONE001").WithLocation(0)));

    [Fact]
    public void UnknownRule_IsRefused() => Assert.Throws<InvalidOperationException>(() => Plain.Diagnostic("ONE002"));

    [Fact]
    public Task FixOfOneResult_Passes() => Fixes.VerifyCodeFixAsync(
        Marked,
        Fixes.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("1", "F"),
        "class C { int F() => 2; }");

    [Fact]
    public Task FixOfMarkup_Passes() =>
        Fixes.VerifyCodeFixAsync("class C { int F() => [|1|]; }", "class C { int F() => 2; }");

    [Fact]
    public Task WrongFix_Fails() => Failing.With("First difference", Fixes.VerifyCodeFixAsync(
        "class C { int F() => [|1|]; }", "class C { int F() => 4; }"));

    [Fact]
    public Task DefaultFramework_KnowsLock() => new CSharpAnalyzerTest<OneAnalyzer, DefaultVerifier>
    {
        TestCode = "class C { System.Threading.Lock l; int F() => [|1|]; }",
    }.RunAsync();

    [Fact]
    public Task FrameworkOfTheState_IsTakenInstead() => Failing.With(
        "CS0518",
        new CSharpAnalyzerTest<OneAnalyzer, DefaultVerifier>
        {
            TestCode = "class C { }",
            TestState = { ReferenceAssemblies = new ReferenceAssemblies("none") },
        }.RunAsync());

    [Fact]
    public Task KeyInTwoFiles_Fails() => Failing.With("multiple markup locations", Verify<OneAnalyzer>.Source(
        "class {|#0:C|} { }", new Surroundings { MoreSources = ["class {|#0:D|} { }"] }));
}
