using System.Threading.Tasks;
using ExtentLock.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Testing.Tests.Subjects.OneAnalyzer>;

namespace ExtentLock.Testing.Tests;

/// <summary>Which mistakes in expected diagnostics are noticed.</summary>
public sealed class DiagnosticTests
{
    private const string Marked = "class C { int {|#1:F|}() => {|#0:1|}; }";

    [Fact]
    public Task RightSpan_Passes() => Verify.Source("class C { int F() => {|ONE001:1|}; }");

    [Fact]
    public Task DefaultMarkup_Passes() => Verify.Source("class C { int F() => [|1|]; }");

    [Fact]
    public Task PositionMarkup_Passes() => Verify.Source("class C { int F() => $$1; }");

    [Fact]
    public Task WrongPosition_Fails() => Failing.With(
        "Expected ONE001 at", Verify.Source("class C { int F() $$=> 1; }"));

    [Fact]
    public Task SpanOneTooLong_Fails() => Failing.With(
        "Expected ONE001 at", Verify.Source("class C { int F() => {|ONE001:1;|} }"));

    [Fact]
    public Task SpanOfAnotherLiteral_Fails() => Failing.With(
        "Expected ONE001 at", Verify.Source("class C { int F() => 1 + {|ONE001:2|}; }"));

    [Fact]
    public Task MissingDiagnostic_Fails() => Failing.With(
        "expected \"1\" actual \"0\"", Verify.Source("class C { int F() => {|ONE001:2|}; }"));

    [Fact]
    public Task ExtraDiagnostic_Fails() => Failing.With(
        "expected \"1\" actual \"2\"", Verify.Source("class C { int F() => {|ONE001:1|} + 1; }"));

    [Fact]
    public Task UndeclaredCompilerError_Fails() => Failing.With(
        "CS0103", Verify.Source("class C { int F() => x; }"));

    [Fact]
    public Task DeclaredCompilerError_Passes() => Verify.Source("class C { int F() => {|CS0103:x|}; }");

    [Fact]
    public Task CompilerErrorAsResult_Passes() => Verify.Source(
        "class C { int F() => {|#0:x|}; }", Verify.CompilerError("CS0103").WithLocation(0).WithArguments("x"));

    [Fact]
    public Task AnyCompilerErrors_Passes() => Verify.Source(
        "class C { int F() => x + {|ONE001:1|}; }", new Surroundings { AnyCompilerErrors = true });

    [Fact]
    public Task CompilerWarningWhenAsked_Fails() => Failing.With("CS0169", Verify.Source(
        "class C { int f; }", new Surroundings { CompilerWarnings = true }));

    [Fact]
    public Task CompilerWarningWhenNotAsked_Passes() => Verify.Source("class C { int f; }");

    [Fact]
    public Task RightArgumentsAndAdditionalLocation_Pass() => Verify.Source(
        Marked, Verify.Diagnostic("ONE001").WithLocation(0).WithLocation(1).WithArguments("1", "F"));

    [Fact]
    public Task WrongMessageArgument_Fails() => Failing.With("Expected message of ONE001", Verify.Source(
        Marked, Verify.Diagnostic("ONE001").WithLocation(0).WithLocation(1).WithArguments("1", "G")));

    [Fact]
    public Task WrongArgumentOfResultWithoutDescriptor_Fails() => Failing.With("Expected arguments", Verify.Source(
        Marked,
        new DiagnosticResult("ONE001", DiagnosticSeverity.Warning)
            .WithLocation(0).WithLocation(1).WithArguments("1", "G")));

    [Fact]
    public Task MessageWithoutItsArguments_Fails() => Failing.With("Expected message of ONE001", Verify.Source(
        Marked, Verify.Diagnostic("ONE001").WithLocation(0).WithLocation(1)));

    [Fact]
    public Task WrongWholeMessage_Fails() => Failing.With("Expected message of ONE001", Verify.Source(
        Marked, Verify.DiagnosticAt("ONE001", 0).WithMessage("Literal 1 in 'F'.")));

    [Fact]
    public Task RightWholeMessage_Passes() => Verify.Source(
        Marked, Verify.DiagnosticAt("ONE001", 0).WithMessage("Literal 1 in 'F'"));

    [Fact]
    public Task AdditionalLocationElsewhere_Fails() => Failing.With("additional locations", Verify.Source(
        "class {|#1:C|} { int F() => {|#0:1|}; }",
        Verify.Diagnostic("ONE001").WithLocation(0).WithLocation(1).WithArguments("1", "F")));

    [Fact]
    public Task AdditionalLocationNotGiven_Fails() => Failing.With("Expected 0 additional locations", Verify.Source(
        Marked, Verify.Diagnostic("ONE001").WithLocation(0).WithArguments("1", "F")));

    [Fact]
    public Task AdditionalLocationNotCompared_Passes() => Verify.Source(
        Marked, Verify.DiagnosticAt("ONE001", 0).WithArguments("1", "F"));

    [Fact]
    public Task WrongSeverity_Fails() => Failing.With("Expected severity", Verify.Source(
        Marked, Verify.DiagnosticAt("ONE001", 0).WithArguments("1", "F").WithSeverity(DiagnosticSeverity.Error)));

    [Fact]
    public Task LineAndColumn_PassWhateverTheLength() => Verify.Source(
        "\nclass C { int F() => 1; }",
        Verify.Diagnostic("ONE001").WithLocation(2, 22).WithArguments("1", "F")
            .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task SpanOneTooShort_Fails() => Failing.With("Expected ONE001 at", Verify.Source(
        "class C { int F() => 1; }",
        Verify.Diagnostic("ONE001").WithSpan(1, 22, 1, 22).WithArguments("1", "F")
            .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)));

    [Fact]
    public Task UnknownMarkupKey_Fails() => Failing.With("'#7' was not found", Verify.Source(
        Marked, Verify.DiagnosticAt("ONE001", 7).WithArguments("1", "F")));

    [Fact]
    public Task LooseAndWholeResultsAtOnePlace_FindTheirPartners() => Verify.Source(
        "class C { int {|#2:F|}() => {|ONE001:1|} + {|#1:1|}; }",
        Verify.Diagnostic("ONE001").WithLocation(1).WithLocation(2).WithArguments("1", "F"));
}
