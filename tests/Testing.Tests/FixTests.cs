using System.Threading.Tasks;
using ExtentLock.Testing.Tests.Subjects;
using Xunit;

namespace ExtentLock.Testing.Tests;

/// <summary>Which mistakes in fixes, or in what is expected of them, are noticed.</summary>
public sealed class FixTests
{
    private const string One = "class C { int F() => {|ONE001:1|}; }";
    private const string Two = "class C { int F() => 2; }";
    private const string TwoOnes = "class C { int F() => {|ONE001:1|} + {|ONE001:1|}; }";

    [Fact]
    public Task RightText_Passes() => Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, Two);

    [Fact]
    public Task TextDifferingByOneCharacter_Fails() => Failing.With(
        "First difference in line 1", Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, "class C { int F() => 2;  }"));

    [Fact]
    public Task CarriageReturnInExpectedText_Fails() => Failing.With(
        "<CR>", Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One + "\n", Two + "\r\n"));

    [Fact]
    public Task FixThatDoesNotCompile_Fails() => Failing.With(
        "Diagnostics of fixed state",
        Verify<OneAnalyzer, UndeclaredNameFix>.Fix(One, "class C { int F() => gone; }"));

    [Fact]
    public Task FixThatDoesNotCompileAndSaysSo_Passes() =>
        Verify<OneAnalyzer, UndeclaredNameFix>.Fix(One, "class C { int F() => {|CS0103:gone|}; }");

    [Fact]
    public Task TreeThatIsNotItsText_Fails() => Failing.With(
        "another tree", Verify<OneAnalyzer, WrongTreeFix>.Fix(One, Two));

    [Fact]
    public Task SecondKey_Passes() =>
        Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, "class C { int F() => 3; }", "three");

    [Fact]
    public Task UnknownKey_Fails() => Failing.With(
        "First difference", Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, Two, "four"));

    [Fact]
    public Task IndexOfEntryInMenu_Passes() => Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
        One, "class C { int F() => 3; }", new FixPlan { ActionIndex = 1 });

    [Fact]
    public Task IndexBeyondTheActions_Fails() => Failing.With(
        "First difference", Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, Two, new FixPlan { ActionIndex = 2 }));

    [Fact]
    public Task KeyOfAnotherIndex_Fails() => Failing.With("must be consistent", Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
        One, Two, new FixPlan { ActionIndex = 0, EquivalenceKey = "three" }));

    [Fact]
    public Task TwoDiagnostics_Pass() =>
        Verify<OneAnalyzer, TwoOrThreeFix>.Fix(TwoOnes, "class C { int F() => 2 + 2; }");

    [Fact]
    public Task TooManyIterationsExpected_Fails() => Failing.With(
        "Expected exactly '2' iterations but found '1'",
        Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, Two, new FixPlan { Iterations = 2 }));

    [Fact]
    public Task TooFewIterationsExpected_Fails() => Failing.With(
        "Expected exactly '1' iterations but found '2'",
        Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
            TwoOnes, "class C { int F() => 2 + 2; }", new FixPlan { Iterations = 1 }));

    [Fact]
    public Task AtMostThreeIterations_Passes() => Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
        TwoOnes, "class C { int F() => 2 + 2; }", new FixPlan { Iterations = -3 });

    [Fact]
    public Task TooManyFixAllIterationsExpected_Fails() => Failing.With(
        "Fix all in Document",
        Verify<OneAnalyzer, TwoOrThreeFix>.Fix(One, Two, new FixPlan { FixAllIterations = 2 }));

    [Fact]
    public Task BatchTextDiffering_Fails() => Failing.With(
        "Fix all in Document",
        Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
            One, Two, new FixPlan { BatchFixed = "class C { int F() => 4; }" }));

    [Fact]
    public Task FixWithoutFixAll_Passes() => Verify<OneAnalyzer, SingleFix>.Fix(One, Two);

    [Fact]
    public Task OnlyFirst_LeavesTheOthers() => Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
        TwoOnes,
        "class C { int F() => 2 + {|ONE001:1|}; }",
        new FixPlan { OnlyFirst = true },
        Surroundings.Default);

    [Fact]
    public Task NoFixWhereOneIsOffered_Fails() => Failing.With(
        "First difference", Verify<OneAnalyzer, TwoOrThreeFix>.NoFix(One));

    [Fact]
    public Task NoFixWhereNoneIsOffered_Passes() =>
        Verify<TwoRulesAnalyzer, TwoOrThreeFix>.NoFix("class C { int F() => {|TWO001:2|}; }");

    [Fact]
    public Task FixThatChangesNothing_Fails() => Failing.With(
        "First difference", Verify<OneAnalyzer, IdleFix>.Fix(One, Two));

    [Fact]
    public Task FixOfLateDiagnostic_Fails() => Failing.With(
        "end of the compilation", Verify<LateOneAnalyzer, TwoOrThreeFix>.Fix(One, Two));

    [Fact]
    public Task TwoFiles_AreFixedInEveryScope() => Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
        One,
        Two,
        new FixPlan { MoreFixed = ["class D { int G() => 2 + 2; }"] },
        new Surroundings { MoreSources = ["class D { int G() => {|ONE001:1|} + {|ONE001:1|}; }"] });

    [Fact]
    public Task SecondFileNotFixed_Fails() => Failing.With("/0/Test1.cs", Verify<OneAnalyzer, TwoOrThreeFix>.Fix(
        One, Two, FixPlan.Default, new Surroundings { MoreSources = ["class D { int G() => {|ONE001:1|}; }"] }));

    [Fact]
    public Task MemberFix_Passes() => Verify<OneAnalyzer, TwoOrThreeFix>.FixMember(
        "n = {|ONE001:1|};\nWork();", "n = 2;\nWork();");

    [Fact]
    public Task WrappedStatement_IsIndentedByFour() => Verify<OneAnalyzer, WrapFix>.FixMember(
        """
        // before
        n = {|ONE001:1|};
        Work();
        """,
        """
        // before
        if (a)
        {
            n = 2;
        }
        Work();
        """);

    [Fact]
    public Task IndentOfEditorConfig_ReachesTheFormatter() => Verify<OneAnalyzer, WrapFix>.Fix(
        """
        class C
        {
          void F(bool a, int n)
          {
            n = {|ONE001:1|};
          }
        }
        """,
        """
        class C
        {
          void F(bool a, int n)
          {
            if (a)
            {
              n = 2;
            }
          }
        }
        """,
        FixPlan.Default,
        new Surroundings { EditorConfig = "indent_size = 2" });

    [Fact]
    public Task AddedFile_IsExpectedAtItsPath() => new Bare<OneAnalyzer, FilesFix>
    {
        TestCode = One,
        FixedState = { Sources = { Two, ("/0/Added.cs", "class Added { }") } },
    }.RunAsync();

    [Fact]
    public Task AddedFileNotExpected_Fails() => Failing.With("Added.cs", Verify<OneAnalyzer, FilesFix>.Fix(One, Two));

    [Fact]
    public Task ChangedAdditionalFile_Passes() => Verify<OneAnalyzer, FilesFix>.Fix(
        One,
        Two,
        new FixPlan { EquivalenceKey = "change", FilesFixed = [("/words.txt", "two")] },
        Surroundings.Default.WithFile("/words.txt", "one"));

    [Fact]
    public Task AdditionalFileNotExpectedToChange_Fails() => Failing.With(
        "/words.txt",
        Verify<OneAnalyzer, FilesFix>.Fix(
            One,
            Two,
            new FixPlan { EquivalenceKey = "change" },
            Surroundings.Default.WithFile("/words.txt", "one")));
}
