using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Fuzz;

/// <summary>Looks for the member that an analysis took too long for.</summary>
internal static class SlowMembers
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // The least of these counts: the runtime compiles, too, and what runs for the first times is slow.
    private const int Tries = 10;

    /// <summary>Null if no member takes longer than the limit.</summary>
    public static Failure? Of(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (MemberDeclarationSyntax member in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
                .Where(member => member is not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)))
            {
                model.GetDiagnostics(member.Span); // Binding is the compiler's time.
                TimeSpan best = TimeSpan.MaxValue;
                for (int tries = 0; tries < Tries && best > Limit; tries++)
                {
                    TimeSpan time = TimeOf(compilation, model, member, analyzers);
                    best = time < best ? time : best;
                }

                if (best > Limit)
                    return new Failure("slow member", $"{best.TotalSeconds:F1} s for {member.ToString().Split('\n')[0]}");
            }
        }

        return null;
    }

    private static TimeSpan TimeOf(
        CSharpCompilation compilation, SemanticModel model, MemberDeclarationSyntax member, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CompilationWithAnalyzers run = compilation.WithAnalyzers(analyzers);
        Clock clock = new();
        run.GetAnalyzerSemanticDiagnosticsAsync(model, member.Span, default).GetAwaiter().GetResult();
        return clock.Spent;
    }
}
