using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Fuzz;

/// <summary>What holds for every fix of a program that compiles: asking throws nothing, the result compiles, the finding is gone.</summary>
internal static class FixExamination
{
    private const int MostFindings = 4;

    private static readonly ImmutableArray<CodeFixProvider> Providers = [new LeakFixProvider(), new PairingFixProvider()];

    public static int Asked { get; private set; }

    public static int Fixes { get; private set; }

    /// <summary>Null if all is well.</summary>
    public static Failure? Of(FuzzProgram program, ImmutableArray<Diagnostic> found)
    {
        Diagnostic[] findings = [.. found.Where(IsFixable(program)).Take(MostFindings)];
        if (findings.Length == 0)
            return null;
        using AdhocWorkspace workspace = new();
        Document document = DocumentOf(workspace, program);
        foreach (Diagnostic finding in findings)
        {
            Asked++;
            List<CodeAction> actions = Actions(document, finding, out Exception? exception);
            foreach (CodeAction action in actions)
            {
                Fixes++;
                if (Examine(program, found, finding, action) is { } failure)
                    return failure;
            }

            if (exception is not null)
                return new Failure($"{exception.GetType().Name} from the fix", $"{finding}\n{exception}");
        }

        return null;
    }

    private static Func<Diagnostic, bool> IsFixable(FuzzProgram program) => diagnostic =>
        Providers.Any(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)) && diagnostic.Location.SourceTree?.FilePath == program.Path;

    private static Document DocumentOf(AdhocWorkspace workspace, FuzzProgram program)
    {
        Project project = workspace.AddProject("Subject", LanguageNames.CSharp)
            .WithParseOptions(Compilations.Parsing)
            .WithCompilationOptions(Compilations.Options(program.IsApplication))
            .WithMetadataReferences(Compilations.References)
            .AddDocument("Usings.cs", Compilations.ImplicitUsings, filePath: "Usings.cs").Project;
        foreach ((string path, string text) in program.Neighbours)
            project = project.AddDocument(path, text, filePath: path).Project;
        return project.AddDocument(program.Path, SourceText.From(program.Text), filePath: program.Path);
    }

    private static List<CodeAction> Actions(Document document, Diagnostic finding, out Exception? exception)
    {
        List<CodeAction> actions = [];
        exception = null;
        try
        {
            SyntaxTree tree = document.GetSyntaxTreeAsync().GetAwaiter().GetResult()!;
            Diagnostic here = Diagnostic.Create(
                finding.Descriptor,
                Location.Create(tree, finding.Location.SourceSpan),
                finding.AdditionalLocations.Select(place => Location.Create(tree, place.SourceSpan)),
                finding.Properties);
            CodeFixContext context = new(document, here, (action, _) => actions.Add(action), default);
            foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(finding.Id)))
                provider.RegisterCodeFixesAsync(context).GetAwaiter().GetResult();
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            exception = thrown;
        }

        return actions;
    }

    private static Failure? Examine(FuzzProgram program, ImmutableArray<Diagnostic> before, Diagnostic finding, CodeAction action)
    {
        string text = TextAfter(action, program);
        FuzzProgram repaired = program with { Text = text };
        CSharpCompilation compilation = Compilations.Of(repaired);
        string told = $"{finding}\n{action.EquivalenceKey}: {action.Title}\n{text}";
        Diagnostic? error = compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        if (error is not null)
            return new Failure($"a fix that does not compile: {error.Id}", $"{error}\n{told}");
        ConcurrentQueue<Exception> thrown = [];
        ImmutableArray<Diagnostic> after = Examination.Analyze(compilation, isConcurrent: false, thrown);
        if (!thrown.IsEmpty)
            return new Failure("the analyzer throws on what a fix made", $"{thrown.First()}\n{told}");
        return Alike(after, finding) < Alike(before, finding)
            ? null
            : new Failure($"a fix after which {finding.Id} is still there", told);
    }

    private static string TextAfter(CodeAction action, FuzzProgram program)
    {
        ApplyChangesOperation change = action.GetOperationsAsync(default).GetAwaiter().GetResult()
            .OfType<ApplyChangesOperation>().Single();
        Document after = change.ChangedSolution.Projects.Single().Documents.Single(document => document.FilePath == program.Path);
        return after.GetTextAsync().GetAwaiter().GetResult().ToString();
    }

    /// <summary>Reports of the same rule, lock and way out: a fix moves what it leaves alone.</summary>
    private static int Alike(ImmutableArray<Diagnostic> reports, Diagnostic finding) => reports.Count(report =>
        report.Id == finding.Id
        && report.Properties.GetValueOrDefault("lock") == finding.Properties.GetValueOrDefault("lock")
        && report.Properties.GetValueOrDefault("exit") == finding.Properties.GetValueOrDefault("exit"));
}
