using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>What an editor and a batch tool see of the provider: ids, actions, keys, scopes.</summary>
public sealed class ProviderTests
{
    private const string TwoLeaks = """
        using System.Threading;
        using ExtentLock.Contracts;

        [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
        class C
        {
            int M(object a, object b, int kind)
            {
                Monitor.Enter(a);
                if (kind == 1)
                    return 1;
                Monitor.Enter(b);
                if (kind == 2)
                    return 2;
                Monitor.Exit(b);
                Monitor.Exit(a);
                return 0;
            }
        }
        """;

    [Fact]
    public void EveryLeakRule_IsFixedByOneProvider() =>
        Assert.Equal("EXL0001 EXL1001 EXL0002 EXL0008", string.Join(" ", new LeakFixProvider().FixableDiagnosticIds));

    [Fact]
    public async Task ActionsOfALeak_AreTheBestAndThenEachIdiom()
    {
        CodeAction[] actions = await ActionsAsync();

        Assert.Equal(
            [FixTexts.BestKey, FixTexts.LabelKey, FixTexts.FinallyKey],
            actions.Select(action => action.EquivalenceKey));
        Assert.Equal("Release 'a' on every path", actions[0].Title);
    }

    [Fact]
    public async Task AsyncFunctionThatMayNotBeOne_ThrowsNothing()
    {
        CodeAction[] actions = await ActionsAsync("""
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;

            class C
            {
                readonly SemaphoreSlim _gate = new(1);
                async Dictionary<int, int> M(bool b)
                {
                    _gate.Wait();
                    if (b)
                        return null;
                    await Task.Yield();
                    _gate.Release();
                    return null;
                }
            }
            """);

        Assert.NotEmpty(actions);
    }

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task FixAllWithoutKey_MeansTheBest(FixAllScope scope)
    {
        string withKey = await FixAllAsync(scope, FixTexts.BestKey);
        string without = await FixAllAsync(scope, key: null);

        Assert.Contains("goto unlock_err;", withKey);
        Assert.Equal(withKey, without);
    }

    [Fact]
    public async Task FixAll_IsDeterministic()
    {
        string first = await FixAllAsync(FixAllScope.Solution, FixTexts.FinallyKey);
        string second = await FixAllAsync(FixAllScope.Solution, FixTexts.FinallyKey);

        Assert.Equal(first, second);
        Assert.Equal(2, first.Split("finally").Length - 1);
    }

    private static async Task<CodeAction[]> ActionsAsync(string source = TwoLeaks)
    {
        List<CodeAction> actions = [];
        Project project = Batch.Project(("Subject.cs", source));
        Diagnostic leak = (await Batch.LeaksAsync(project))[0];
        await new LeakFixProvider().RegisterCodeFixesAsync(new CodeFixContext(
            project.Documents.Single(), leak, (action, _) => actions.Add(action), CancellationToken.None));
        return [.. actions];
    }

    private static async Task<string> FixAllAsync(FixAllScope scope, string? key)
    {
        Project project = Batch.Project(("Subject.cs", TwoLeaks));
        return await Batch.TextAsync(await Batch.FixAllAsync(project, scope, key), "Subject.cs");
    }
}
