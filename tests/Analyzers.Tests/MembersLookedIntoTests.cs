using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Tests.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests;

/// <summary>Which members a graph is made of: what a name is bound to decides, not the name.</summary>
public sealed class MembersLookedIntoTests
{
    [Theory]
    [InlineData("void M(SemaphoreSlim s) => s.Wait();")]
    [InlineData("void M(SemaphoreSlim s) => s?.Wait();")]
    [InlineData("void M(Mutex m) => m.WaitOne();")]
    [InlineData("Action M(SemaphoreSlim s) => s.Wait;")]
    [InlineData("Action M(SemaphoreSlim s) => () => s.Wait();")]
    [InlineData("object M() => new Taken();")]
    [InlineData("void M(GiveBack back) => back.Invoke(this);")]
    [InlineData("void M(GiveBack back) => back(this);")]
    [InlineData("void M() { [Acquires(\"o\")] void Local(object o) { } Local(this); }")]
    [InlineData("void M(SemaphoreSlim s) => s.Wait(no);")]
    public void UseOfALock_IsLookedInto(string member) => Assert.Equal(["M"], Found(member));

    [Theory]
    [InlineData("void M(System.Threading.Tasks.Task t) => t.Wait();")]
    [InlineData("void M(ManualResetEvent e) => e.WaitOne();")]
    [InlineData("void M(C other) => other.Release();")]
    [InlineData("void M(int Wait) => Wait++;")]
    [InlineData("string M() => \"Wait\"; // Wait")]
    [InlineData("string M() => \"\\u0057ait\";")]
    [InlineData("int N(int Wait) => 1; void M() => N(Wait: 1);")]
    public void SameNameOfSomethingElse_IsNot(string member) => Assert.Empty(Found(member));

    [Theory]
    [InlineData("void M() => Take(); void Take() => _s.Wait();", "M Take")]
    [InlineData("void Wait() => Take(); void Take() => _s.Wait(); void M() => Wait();", "Wait Take M")]
    [InlineData("void M() => Release(); void Take() { _s.Wait(); _s.Release(); }", "Take")]
    [InlineData("class B { protected void Wait() => _s.Wait(); } class D : B { void Release() => Wait(); void M() => Release(); }", "Wait Release M")]
    public void CallerOfWhatChangesALock_IsLookedInto(string members, string expected) =>
        Assert.Equal(expected.Split(' '), Found(members));

    [Theory]
    [InlineData("void M() { _s.Wait(); _s.Release(); }")]
    [InlineData("void M() { _s.Wait(); _s.Release(); Other(); }")]
    public void NeighbourThatIsNotMentioned_IsNotSolved(string member) => Assert.False(IsSolvedForM(member, "Take"));

    [Theory]
    [InlineData("void M() => Take();")]
    [InlineData("void M() => Middle(); void Middle() => Take();")]
    [InlineData("void M() => Release(); void Middle() => Take(); int Release(int n) { Middle(); return n; }")]
    public void NeighbourThatIsMentioned_IsSolved(string member) => Assert.True(IsSolvedForM(member, "Take"));

    [Fact]
    public void CircleOfNamesAroundOneThatTakes_IsLookedInto() => Assert.Equal(
        ["M", "First", "Second", "First", "Take"],
        Found("void M() => First(); void First() => Second(); void Second() { First(1); Take(); } void First(int n) { } void Take() => _s.Wait();"));

    [Fact]
    public void CircleOfMembersThatTakeNothing_IsNot() => Assert.Equal(
        ["Pass"],
        Found("void M() => First(); void First() => Second(); void Second() { First(); Pass(); } void Pass() { _s.Wait(); _s.Release(); }"));

    private static bool IsSolvedForM(string members, string other)
    {
        Subject subject = Of(members + " void Take() => _s.Wait();");
        SemanticModel model = subject.Compilation.GetSemanticModel(subject.Compilation.SyntaxTrees[0]);
        Summaries summaries = new(subject.Book);
        SyntaxNode m = subject.Method("M").DeclaringSyntaxReferences[0].GetSyntax();
        Assert.NotEmpty(new LockMembers(summaries).In(model, m.Span, CancellationToken.None));
        return summaries.TryGet(subject.Method(other), out _);
    }

    private static string[] Found(string members)
    {
        Subject subject = Of(members);
        SemanticModel model = subject.Compilation.GetSemanticModel(subject.Compilation.SyntaxTrees[0]);
        return [.. new LockMembers(new Summaries(subject.Book)).In(model, within: null, CancellationToken.None)
            .Select(member => model.GetDeclaredSymbol(member.Declaration)!)
            .Where(member => member.ContainingType.Name != "Taken").Select(member => member.Name)];
    }

    private static Subject Of(string members) => new(
        $$"""
        using System;
        using System.Threading;
        [Releases("o")] delegate void GiveBack(object o);
        class Taken { [Acquires("this")] public Taken() { } }
        class C
        {
            static SemaphoreSlim _s = new(1);
            void Release() { }
            {{members}}
        }
        """,
        allowErrors: true);
}
