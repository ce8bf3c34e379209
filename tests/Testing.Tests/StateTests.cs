using System.Threading.Tasks;
using ExtentLock.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<
    ExtentLock.Testing.Tests.Subjects.OneAndNineAnalyzer,
    ExtentLock.Testing.Tests.Subjects.TwoOrThreeFix>;

namespace ExtentLock.Testing.Tests;

/// <summary>What a fixed state takes from the state before, and what its own markup counts for.</summary>
public sealed class StateTests
{
    [Fact]
    public Task UnfixableReportMarkedAfter_Passes() => Verify.Fix(
        "class C { int F() => {|ONE001:1|} + {|NINE01:9|}; }",
        "class C { int F() => 2 + {|NINE01:9|}; }");

    [Fact]
    public Task UnfixableReportNotMarkedAfter_Fails() => Failing.With("Diagnostics of fixed state", Verify.Fix(
        "class C { int F() => {|ONE001:1|} + {|NINE01:9|}; }",
        "class C { int F() => 2 + 9; }"));

    [Fact]
    public Task UnfixableResult_IsInherited() => Verify.Fix(
        "class C { int F() => {|ONE001:1|} + {|#0:9|}; }",
        "class C { int F() => 2 + {|#0:9|}; }",
        Verify.Diagnostic("NINE01").WithLocation(0));

    [Fact]
    public Task FixableResult_IsNotInherited() => Verify.Fix(
        "class C { int F() => {|#0:1|}; }",
        "class C { int F() => {|#0:2|}; }",
        Verify<OneAndNineAnalyzer>.DiagnosticAt("ONE001", 0).WithArguments("1", "F"));

    [Fact]
    public Task FixableMarkupAfter_IsIgnored() => Verify.Fix(
        "class C { int F() => {|ONE001:1|}; }",
        "class C { int F() => {|ONE001:2|}; }");

    [Fact]
    public Task FixableMarkupAfterWhenReportsRemain_Fails() => Failing.With("Diagnostics of fixed state", Verify.Fix(
        "class C { int F() => {|ONE001:1|}; }",
        "class C { int F() => {|ONE001:2|}; }",
        new FixPlan { ReportsRemain = true },
        Surroundings.Default));

    [Fact]
    public Task EqualStates_InheritEveryResult() => new Bare<OneAnalyzer, SingleFix>
    {
        TestCode = "class C { int F() => {|#0:1|}; }",
        FixedCode = "class C { int F() => {|#0:1|}; }",
        ExpectedDiagnostics = { Verify<OneAnalyzer>.DiagnosticAt("ONE001", 0).WithArguments("1", "F") },
        CodeActionEquivalenceKey = "no such key",
    }.RunAsync();

    [Fact]
    public Task ExplicitState_InheritsNothing() => Failing.With(
        "Iterative code fix application",
        new Bare<OneAnalyzer, SingleFix>
        {
            TestCode = "class C { int F() => {|ONE001:1|}; }",
            FixedState = { InheritanceMode = StateInheritanceMode.Explicit },
        }.RunAsync());

    [Fact]
    public Task AutoInheritAll_KeepsFixableResults() => Failing.With(
        "Diagnostics of fixed state",
        new Bare<OneAnalyzer, SingleFix>
        {
            TestCode = "class C { int F() => {|#0:1|}; }",
            ExpectedDiagnostics = { Verify<OneAnalyzer>.DiagnosticAt("ONE001", 0).WithArguments("1", "F") },
            FixedState =
            {
                InheritanceMode = StateInheritanceMode.AutoInheritAll,
                Sources = { "class C { int F() => {|#0:2|}; }" },
            },
        }.RunAsync());

    [Fact]
    public Task WithoutFixedState_NoFixIsTried() => new Bare<OneAnalyzer, WrongTreeFix>
    {
        TestCode = "class C { int F() => {|ONE001:1|}; }",
    }.RunAsync();

    [Fact]
    public Task BatchState_IsVerifiedToo() => Failing.With("Fix all in Document", Verify.Fix(
        "class C { int F() => {|ONE001:1|}; }",
        "class C { int F() => 2; }",
        new FixPlan { BatchFixed = "class C { int F() => {|ONE001:1|}; }" }));

    [Fact]
    public Task MarkupModeNone_TakesTheTextAsItIs() => new Bare<OneAnalyzer, EmptyCodeFixProvider>
    {
        TestState =
        {
            MarkupHandling = MarkupMode.None,
            Sources = { "class C { string F() => \"{|ONE001:x|}\"; }" },
        },
    }.RunAsync();

    [Fact]
    public Task MarkupModeIgnore_StripsAndExpectsNothing() => new Bare<OneAnalyzer, EmptyCodeFixProvider>
    {
        TestState =
        {
            MarkupHandling = MarkupMode.Ignore,
            Sources = { "class C { int F() => {|ONE001:2|}; }" },
        },
    }.RunAsync();

    [Fact]
    public Task FixOfCompilerWarning_SeesItWithoutBeingAsked() => Failing.With(
        "CS0169",
        new Bare<EmptyDiagnosticAnalyzer, UnusedFieldFix>
        {
            TestCode = "class C { int f; }",
        }.RunAsync());
}
