using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.RealCode.Seeding;

/// <summary>One lock that one function takes and gives back by calls, told by the text alone. Immutable.</summary>
/// <param name="Function">The method, accessor, lambda or local function around the calls.</param>
internal sealed record LockPair(
    SyntaxNode Function, string Target, ImmutableArray<LockUse> Acquires, ImmutableArray<LockUse> Releases)
{
    /// <summary>The analyzer has a contract for each of these calls.</summary>
    public bool IsKnown => Acquires.Concat(Releases).All(use => use.Clause is not null);

    /// <summary>The type whose methods are called.</summary>
    public string TypeName => Acquires[0].Type is { TypeKind: not TypeKind.Error } type ? type.Name : "?";

    public LockTraits Traits => Acquires[0].Clause?.Traits ?? LockTraits.None;

    /// <summary>The expression that names the lock at the first acquire.</summary>
    public ExpressionSyntax TargetSyntax => Acquires[0].TargetSyntax;

    /// <summary>True if the analyzer's result is about this lock, in this mode.</summary>
    public bool IsSolvedBy(LockAnalysis analysis) => analysis.Group.Acquires.Any(acquire =>
        acquire.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called }
        && Acquires.Any(use => use.Name == called.Name.Identifier.ValueText)
        && acquire.Syntax.ToString().Contains(Target, StringComparison.Ordinal));

    /// <summary>All pairs of a file, in the order of the text.</summary>
    public static IEnumerable<LockPair> In(SemanticModel model, Summaries summaries)
    {
        List<LockUse> uses = [.. model.SyntaxTree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(call => LockUse.Of(call, model, summaries)).OfType<LockUse>()];
        foreach (IGrouping<SyntaxNode?, LockUse> inside in uses.GroupBy(use => FunctionAround(use.Call)))
        {
            if (inside.Key is not { } function)
                continue;
            foreach (IGrouping<string, LockUse> acquires in inside.Where(use => use.IsAcquire).GroupBy(KeyOf))
            {
                // Permits that are given back first and a lock that only a catch gives back are no pairs.
                int first = acquires.Min(acquire => acquire.Call.SpanStart);
                ImmutableArray<LockUse> releases =
                    [.. inside.Where(use => acquires.First().IsReleasedBy(use) && use.Call.SpanStart > first)];
                if (!releases.All(release => IsInCatch(release.Call, function)))
                    yield return new LockPair(function, acquires.First().Target, [.. acquires], releases);
            }
        }
    }

    public static bool IsInCatch(SyntaxNode node, SyntaxNode function) =>
        node.Ancestors().TakeWhile(outer => outer != function).Any(outer => outer is CatchClauseSyntax);

    /// <summary>Try and timed forms take the same lock as the plain one.</summary>
    private static string KeyOf(LockUse use) =>
        $"{use.Target} {use.Name.Replace("Try", "", StringComparison.Ordinal).Replace("Async", "", StringComparison.Ordinal)}";

    private static SyntaxNode? FunctionAround(SyntaxNode node) => node.Ancestors().FirstOrDefault(outer => outer
        is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
        or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
