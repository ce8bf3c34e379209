using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Tests.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>The steps that all locks of one member take together are bounded, whatever is owed.</summary>
public sealed class MemberBudgetTests
{
    [Fact]
    public void FewLocks_AreAllSolved() => Assert.All(Solve(20), one => Assert.Equal(Coarsening.None, one.Coarsening));

    [Fact]
    public void HundredsOfLocksInOneMember_StayWithinItsBudget()
    {
        LockAnalysis[] locks = Solve(300);

        Assert.Equal(300, locks.Length);
        Assert.Equal(Coarsening.None, locks[0].Coarsening);
        Assert.Equal(Coarsening.GivenUp, locks[^1].Coarsening);
        Assert.InRange(locks.Sum(one => one.StepsInAll), LockAnalysis.StepsFor(locks[0].Body), LockAnalysis.StepsFor(locks[0].Body) + 4 * 300);
    }

    [Fact]
    public void LockOfAProofThatIsGivenUp_IsReportedAsNotShown()
    {
        MemberBody body = Analyze(300, "[ReleasesOnAllPaths]");
        int unsolved = body.Locks.Count(one => one.Coarsening == Coarsening.GivenUp);

        Assert.InRange(unsolved, 1, 299);
        Assert.Equal(unsolved, new LeakInProof().Run(body).Count(finding => finding.Arguments[1].Contains("could not be shown")));
    }

    private static LockAnalysis[] Solve(int count) => [.. Analyze(count, "").Locks];

    private static MemberBody Analyze(int count, string attribute)
    {
        string fields = string.Concat(Enumerable.Range(0, count).Select(i => $"readonly Lock _l{i} = new(); "));
        string uses = string.Concat(Enumerable.Range(0, count).Select(i => $"if (flags[{i}]) {{ _l{i}.Enter(); _l{i}.Exit(); }}\n"));
        Subject subject = new($"using System.Threading; class C {{ {fields} {attribute} void M(bool[] flags) {{ {uses} }} }}");
        SyntaxTree tree = subject.Compilation.SyntaxTrees[0];
        SyntaxNode method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single();
        SemanticModel model = subject.Compilation.GetSemanticModel(tree);
        ControlFlowGraph graph = ControlFlowGraph.Create(method, model)!;
        IMethodSymbol member = subject.Method("M");
        return MemberBody.Analyze(
            graph, member, method, new Callees(new Summaries(subject.Book), model, member, graph, CancellationToken.None));
    }
}
