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

/// <summary>What holds for every fix of a program that compiles: asking throws nothing, the result compiles, the leak is gone.</summary>
internal static class FixExamination
{
    private const int MostLeaks = 4;

    private static readonly LeakFixProvider Provider = new();

    public static int Asked { get; private set; }

    public static int Fixes { get; private set; }

    /// <summary>Null if all is well.</summary>
    public static Failure? Of(FuzzProgram program, ImmutableArray<Diagnostic> found)
    {
        Diagnostic[] leaks = [.. found.Where(IsFixable(program)).Take(MostLeaks)];
        if (leaks.Length == 0)
            return null;
        using AdhocWorkspace workspace = new();
        Document document = DocumentOf(workspace, program);
        foreach (Diagnostic leak in leaks)
        {
            Asked++;
            List<CodeAction> actions = Actions(document, leak, out Exception? exception);
            foreach (CodeAction action in actions)
            {
                Fixes++;
                if (Examine(program, found, leak, action) is { } failure)
                    return failure;
            }

            if (exception is not null)
                return new Failure($"{exception.GetType().Name} from the fix", $"{leak}\n{exception}");
        }

        return null;
    }

    private static Func<Diagnostic, bool> IsFixable(FuzzProgram program) => diagnostic =>
        Provider.FixableDiagnosticIds.Contains(diagnostic.Id) && diagnostic.Location.SourceTree?.FilePath == program.Path;

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

    private static List<CodeAction> Actions(Document document, Diagnostic leak, out Exception? exception)
    {
        List<CodeAction> actions = [];
        exception = null;
        try
        {
            SyntaxTree tree = document.GetSyntaxTreeAsync().GetAwaiter().GetResult()!;
            Diagnostic here = Diagnostic.Create(
                leak.Descriptor,
                Location.Create(tree, leak.Location.SourceSpan),
                leak.AdditionalLocations.Select(place => Location.Create(tree, place.SourceSpan)),
                leak.Properties);
            CodeFixContext context = new(document, here, (action, _) => actions.Add(action), default);
            Provider.RegisterCodeFixesAsync(context).GetAwaiter().GetResult();
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            exception = thrown;
        }

        return actions;
    }

    private static Failure? Examine(FuzzProgram program, ImmutableArray<Diagnostic> before, Diagnostic leak, CodeAction action)
    {
        string text = TextAfter(action, program);
        FuzzProgram repaired = program with { Text = text };
        CSharpCompilation compilation = Compilations.Of(repaired);
        string told = $"{leak}\n{action.EquivalenceKey}: {action.Title}\n{text}";
        Diagnostic? error = compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        if (error is not null)
            return new Failure($"a fix that does not compile: {error.Id}", $"{error}\n{told}");
        ConcurrentQueue<Exception> thrown = [];
        ImmutableArray<Diagnostic> after = Examination.Analyze(compilation, isConcurrent: false, thrown);
        if (!thrown.IsEmpty)
            return new Failure("the analyzer throws on what a fix made", $"{thrown.First()}\n{told}");
        return Alike(after, leak) < Alike(before, leak)
            ? null
            : new Failure($"a fix after which {leak.Id} is still there", told);
    }

    private static string TextAfter(CodeAction action, FuzzProgram program)
    {
        ApplyChangesOperation change = action.GetOperationsAsync(default).GetAwaiter().GetResult()
            .OfType<ApplyChangesOperation>().Single();
        Document after = change.ChangedSolution.Projects.Single().Documents.Single(document => document.FilePath == program.Path);
        return after.GetTextAsync().GetAwaiter().GetResult().ToString();
    }

    /// <summary>Reports of the same rule, lock and way out: a fix moves what it leaves alone.</summary>
    private static int Alike(ImmutableArray<Diagnostic> reports, Diagnostic leak) => reports.Count(report =>
        report.Id == leak.Id
        && report.Properties.GetValueOrDefault("lock") == leak.Properties.GetValueOrDefault("lock")
        && report.Properties.GetValueOrDefault("exit") == leak.Properties.GetValueOrDefault("exit"));
}
