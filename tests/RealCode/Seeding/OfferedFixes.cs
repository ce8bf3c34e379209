using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using ExtentLock.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>
/// Asks for a fix of what is said about a seed, as an editor does: in a workspace that has the whole project, where the
/// fix is compiled and analysed before it is offered.
/// </summary>
internal sealed class OfferedFixes : IDisposable
{
    private readonly ImmutableArray<CodeFixProvider> _providers =
        [new LeakFixProvider(), new PairingFixProvider(), new DeclareContractFixProvider()];

    private readonly AdhocWorkspace _workspace = new();
    private readonly Solution _solution;
    private readonly Dictionary<string, DocumentId> _documents;

    public OfferedFixes(CSharpCompilation compilation)
    {
        ProjectId project = ProjectId.CreateNewId();
        ImmutableArray<DocumentInfo> documents = [.. compilation.SyntaxTrees.Select(tree => DocumentInfo.Create(
            DocumentId.CreateNewId(project), tree.FilePath, filePath: tree.FilePath,
            loader: TextLoader.From(TextAndVersion.Create(tree.GetText(), VersionStamp.Default))))];
        _documents = documents.ToDictionary(document => document.FilePath!, document => document.Id);
        _solution = _workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Default, "RealCode", "RealCode", LanguageNames.CSharp,
            compilationOptions: compilation.Options, parseOptions: compilation.SyntaxTrees[0].Options,
            documents: documents, metadataReferences: compilation.References));
    }

    /// <summary>The title of the first fix, null if there is none; and the time until all were there.</summary>
    public (string? Title, TimeSpan Time) Ask(SyntaxTree changed, Diagnostic report)
    {
        Document document = _solution.WithDocumentText(_documents[changed.FilePath], changed.GetText())
            .GetDocument(_documents[changed.FilePath])!;
        SyntaxTree tree = document.GetSyntaxTreeAsync().GetAwaiter().GetResult()!;
        document.Project.GetCompilationAsync().GetAwaiter().GetResult();
        List<CodeAction> actions = [];
        Stopwatch watch = Stopwatch.StartNew();
        foreach (CodeFixProvider provider in _providers.Where(provider => provider.FixableDiagnosticIds.Contains(report.Id)))
        {
            CodeFixContext context = new(document, In(tree, report), (action, _) => actions.Add(action), default);
            provider.RegisterCodeFixesAsync(context).GetAwaiter().GetResult();
        }

        return (actions.FirstOrDefault()?.Title, watch.Elapsed);
    }

    public void Dispose() => _workspace.Dispose();

    private static Diagnostic In(SyntaxTree tree, Diagnostic report) => Diagnostic.Create(
        report.Descriptor,
        Location.Create(tree, report.Location.SourceSpan),
        report.AdditionalLocations.Select(place => Location.Create(
            place.SourceTree == report.Location.SourceTree ? tree : place.SourceTree!, place.SourceSpan)),
        report.Properties);
}
