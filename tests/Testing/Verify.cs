using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace ExtentLock.Testing;

/// <summary>
/// What one analyzer reports. Markup <c>{|ID:…|}</c> states id and place; results given besides are compared whole,
/// with message, severity and additional locations. Runs as a test of no fix: one package then serves both kinds.
/// </summary>
public static class Verify<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>A whole source file.</summary>
    public static Task Source(string markup, params DiagnosticResult[] expected) =>
        Source(markup, Surroundings.Default, expected);

    public static Task Source(string markup, Surroundings surroundings, params DiagnosticResult[] expected)
    {
        CSharpCodeFixTest<TAnalyzer, EmptyCodeFixProvider, DefaultVerifier> test = new() { TestCode = markup };
        TestSetup.Apply(test, surroundings, expected);
        return test.RunAsync();
    }

    /// <summary>Statements, put into <see cref="MemberTemplate"/>.</summary>
    public static Task Member(string bodyMarkup, params DiagnosticResult[] expected) =>
        Member(bodyMarkup, Surroundings.Default, expected);

    public static Task Member(string bodyMarkup, Surroundings surroundings, params DiagnosticResult[] expected) =>
        Source(MemberTemplate.Sync(bodyMarkup, surroundings), surroundings, expected);

    /// <summary>Statements of an async method returning a task.</summary>
    public static Task AsyncMember(string bodyMarkup, params DiagnosticResult[] expected) =>
        AsyncMember(bodyMarkup, Surroundings.Default, expected);

    public static Task AsyncMember(string bodyMarkup, Surroundings surroundings, params DiagnosticResult[] expected) =>
        Source(MemberTemplate.Async(bodyMarkup, surroundings), surroundings, expected);

    /// <summary>A rule of the analyzer, to be given places and arguments; additional locations count.</summary>
    public static DiagnosticResult Diagnostic(string id) =>
        CSharpCodeFixVerifier<TAnalyzer, EmptyCodeFixProvider, DefaultVerifier>.Diagnostic(id);

    /// <summary>A rule at the place marked <c>{|#key:…|}</c> whose additional locations are not compared.</summary>
    public static DiagnosticResult DiagnosticAt(string id, int markupKey) =>
        Diagnostic(id).WithLocation(markupKey).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations);

    public static DiagnosticResult CompilerError(string id) => DiagnosticResult.CompilerError(id);
}

/// <summary>What one code fix makes of what one analyzer reports.</summary>
public static class Verify<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>Whole files: fixed one by one and all at once they are <paramref name="after"/> and clean.</summary>
    public static Task Fix(string before, string after, params DiagnosticResult[] expected) =>
        Fix(before, after, FixPlan.Default, Surroundings.Default, expected);

    public static Task Fix(string before, string after, string equivalenceKey, params DiagnosticResult[] expected) =>
        Fix(before, after, new FixPlan { EquivalenceKey = equivalenceKey }, Surroundings.Default, expected);

    public static Task Fix(string before, string after, FixPlan plan, params DiagnosticResult[] expected) =>
        Fix(before, after, plan, Surroundings.Default, expected);

    public static Task Fix(
        string before,
        string after,
        FixPlan plan,
        Surroundings surroundings,
        params DiagnosticResult[] expected)
    {
        CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> test = new() { TestCode = before, FixedCode = after };
        TestSetup.Apply(test, surroundings, expected);
        TestSetup.Apply(test, plan);
        return test.RunAsync();
    }

    /// <summary>Statements before and after, put into <see cref="MemberTemplate"/>.</summary>
    public static Task FixMember(string before, string after, params DiagnosticResult[] expected) =>
        FixMember(before, after, FixPlan.Default, Surroundings.Default, expected);

    public static Task FixMember(string before, string after, FixPlan plan, params DiagnosticResult[] expected) =>
        FixMember(before, after, plan, Surroundings.Default, expected);

    public static Task FixMember(
        string before,
        string after,
        FixPlan plan,
        Surroundings surroundings,
        params DiagnosticResult[] expected)
    {
        string? batch = plan.BatchFixed == null ? null : MemberTemplate.Sync(plan.BatchFixed, surroundings);
        return Fix(
            MemberTemplate.Sync(before, surroundings),
            MemberTemplate.Sync(after, surroundings),
            plan with { BatchFixed = batch },
            surroundings,
            expected);
    }

    /// <summary>Statements of an async method before and after.</summary>
    public static Task FixAsyncMember(string before, string after, params DiagnosticResult[] expected) =>
        FixAsyncMember(before, after, FixPlan.Default, Surroundings.Default, expected);

    public static Task FixAsyncMember(
        string before,
        string after,
        FixPlan plan,
        Surroundings surroundings,
        params DiagnosticResult[] expected)
    {
        string? batch = plan.BatchFixed == null ? null : MemberTemplate.Async(plan.BatchFixed, surroundings);
        return Fix(
            MemberTemplate.Async(before, surroundings),
            MemberTemplate.Async(after, surroundings),
            plan with { BatchFixed = batch },
            surroundings,
            expected);
    }

    /// <summary>A whole file in which something is reported but no fix is offered.</summary>
    public static Task NoFix(string source, params DiagnosticResult[] expected) =>
        Fix(source, source, FixPlan.Default, Surroundings.Default, expected);

    /// <summary>Statements in which something is reported but no fix is offered.</summary>
    public static Task NoFixMember(string body, params DiagnosticResult[] expected) =>
        FixMember(body, body, FixPlan.Default, Surroundings.Default, expected);

    public static DiagnosticResult Diagnostic(string id) => Verify<TAnalyzer>.Diagnostic(id);
}

/// <summary>Carries surroundings and plans over to the test library.</summary>
internal static class TestSetup
{
    private const string EditorConfig =
        "root = true\n\n[*.cs]\nend_of_line = lf\nindent_style = space\nindent_size = 4\ninsert_final_newline = true\n";

    internal static void Apply(
        AnalyzerTest<DefaultVerifier> test,
        Surroundings surroundings,
        DiagnosticResult[] expected)
    {
        // A framework without packages: its assemblies come from the SDK, so nothing is downloaded.
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestState.AdditionalReferences.AddRange(TargetingPack.References("net10.0"));
        test.TestState.AdditionalReferences.AddRange(surroundings.References);
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", EditorConfig + surroundings.EditorConfig + "\n"));
        foreach ((string path, string content) in surroundings.AdditionalFiles)
            test.TestState.AdditionalFiles.Add((path, content));
        foreach (string source in surroundings.MoreSources)
            test.TestState.Sources.Add(source);
        test.ExpectedDiagnostics.AddRange(expected);
        test.DisabledDiagnostics.AddRange(surroundings.Disabled);
        if (surroundings.AnyCompilerErrors)
            test.CompilerDiagnostics = CompilerDiagnostics.None;
        else if (surroundings.CompilerWarnings)
            test.CompilerDiagnostics = CompilerDiagnostics.Warnings;
    }

    internal static void Apply(CodeFixTest<DefaultVerifier> test, FixPlan plan)
    {
        test.CodeActionEquivalenceKey = plan.EquivalenceKey;
        test.CodeActionIndex = plan.ActionIndex;
        test.NumberOfIncrementalIterations = plan.Iterations;
        test.NumberOfFixAllIterations = plan.FixAllIterations;
        if (plan.ReportsRemain || plan.OnlyFirst)
            test.FixedState.MarkupHandling = test.BatchFixedState.MarkupHandling = MarkupMode.Allow;
        if (plan.BatchFixed != null)
            test.BatchFixedCode = plan.BatchFixed;
        IEnumerable<string> unchanged = test.TestState.Sources.Skip(1).Select(file => file.content.ToString());
        foreach (string source in plan.MoreFixed.Length > 0 ? plan.MoreFixed : unchanged.ToArray())
            AddSource(test, plan, source);
        foreach ((string path, string content) in plan.FilesFixed)
            test.FixedState.AdditionalFiles.Add((path, content));
        if (plan.OnlyFirst)
            test.CodeFixTestBehaviors |= CodeFixTestBehaviors.FixOne | CodeFixTestBehaviors.SkipFixAllCheck;
        if (plan.SkipFixAll)
            test.CodeFixTestBehaviors |= CodeFixTestBehaviors.SkipFixAllCheck;
    }

    private static void AddSource(CodeFixTest<DefaultVerifier> test, FixPlan plan, string source)
    {
        test.FixedState.Sources.Add(source);
        if (plan.BatchFixed != null)
            test.BatchFixedState.Sources.Add(source);
    }
}
