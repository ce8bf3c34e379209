using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
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
        Assert.Equal("EXL0001 EXL1001", string.Join(" ", new LeakFixProvider().FixableDiagnosticIds));

    [Fact]
    public async Task ActionsOfALeak_AreTheBestAndThenEachIdiom()
    {
        CodeAction[] actions = await ActionsAsync(Document(TwoLeaks));

        Assert.Equal(
            [FixTexts.BestKey, FixTexts.LabelKey, FixTexts.FinallyKey],
            actions.Select(action => action.EquivalenceKey));
        Assert.Equal("Release 'a' on every path", actions[0].Title);
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

    private static async Task<CodeAction[]> ActionsAsync(Document document)
    {
        List<CodeAction> actions = [];
        Diagnostic leak = (await LeaksAsync(document))[0];
        await new LeakFixProvider().RegisterCodeFixesAsync(
            new CodeFixContext(document, leak, (action, _) => actions.Add(action), CancellationToken.None));
        return [.. actions];
    }

    private static async Task<string> FixAllAsync(FixAllScope scope, string? key)
    {
        Document document = Document(TwoLeaks);
        LeakFixProvider provider = new();
        FixAllContext context = new(
            document, provider, scope, key!, ["EXL1001"], new Reports(), CancellationToken.None);
        CodeAction? action = await provider.GetFixAllProvider().GetFixAsync(context);
        ImmutableArray<CodeActionOperation> operations = await action!.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    private static async Task<ImmutableArray<Diagnostic>> LeaksAsync(Document document)
    {
        Compilation? compilation = await document.Project.GetCompilationAsync();
        return await compilation!.WithAnalyzers([new ExtentLockAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }

    private static Document Document(string source) => new AdhocWorkspace()
        .AddProject("Subject", LanguageNames.CSharp)
        .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
        .AddMetadataReferences(TargetingPack.References("net10.0"))
        .AddMetadataReference(MetadataReference.CreateFromFile(typeof(AcquiresAttribute).Assembly.Location))
        .AddDocument("Subject.cs", source);

    /// <summary>Reports of the analyzer, as a host hands them to fix-all.</summary>
    private sealed class Reports : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => await LeaksAsync(project.Documents.Single());

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document, CancellationToken cancellationToken) => await LeaksAsync(document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
