using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>One member, bound already, to be analysed again and again: graph, events, solving, checks, reports.</summary>
internal sealed class Member
{
    private readonly LockMember _member;
    private readonly SemanticModel _model;
    private readonly ContractBook _book;

    public Member(LockMember member, SemanticModel model, ContractBook book)
    {
        _member = member;
        _model = model;
        _book = book;
        Analyze();
    }

    /// <summary>The method M of a class with these members.</summary>
    public static Member Of(string members)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Subject",
            [CSharpSyntaxTree.ParseText($"using System.Threading; class C {{ readonly Lock l = new(); {members} }}")],
            TargetingPack.References("net10.0"),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        if (compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException(error.ToString());
        SyntaxTree tree = compilation.SyntaxTrees[0];
        MethodDeclarationSyntax method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Single(candidate => candidate.Identifier.ValueText == "M");
        ContractBook book = ContractBook.Create(compilation, [], CancellationToken.None);
        return new Member(new LockMember(method, method, book.Mentions), compilation.GetSemanticModel(tree), book);
    }

    /// <summary>With nothing kept of an earlier analysis.</summary>
    public ImmutableArray<Diagnostic> Analyze() =>
        ExtentLockAnalyzer.Analyze(_member, _model, new Summaries(_book), RuleOptions.None, CancellationToken.None);
}
