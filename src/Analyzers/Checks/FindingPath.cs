using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Checks;

/// <summary>A path as a reader follows it: the acquire, each branch with the way it went, and how control leaves. Immutable.</summary>
internal sealed class FindingPath
{
    private const int BranchesInMessage = 4;

    /// <summary>The last of them; nobody follows more, and a thousand reports with a thousand branches each take seconds.</summary>
    private const int MostBranches = 100;

    private readonly int _branchesBeforeThrow;

    private FindingPath(
        SyntaxNode acquire,
        string exit,
        ImmutableArray<(SyntaxNode, bool)> branches,
        ImmutableArray<SyntaxNode> partial,
        (SyntaxNode Point, int Branches)? thrown)
    {
        Acquire = acquire;
        Exit = exit;
        Branches = branches;
        PartialReleases = partial;
        ThrownAt = thrown?.Point;
        _branchesBeforeThrow = thrown?.Branches ?? 0;
    }

    public SyntaxNode Acquire { get; }

    /// <summary><c>return</c>, <c>end</c>, <c>throw</c> or <c>call</c>; empty if it is not about leaving.</summary>
    public string Exit { get; }

    public ImmutableArray<(SyntaxNode Condition, bool Truth)> Branches { get; }

    public ImmutableArray<SyntaxNode> PartialReleases { get; }

    /// <summary>The call or throw that the exception came from.</summary>
    public SyntaxNode? ThrownAt { get; }

    /// <param name="site">Number of the acquire; what came before it on the path does not matter.</param>
    public static FindingPath From(LockAnalysis analysis, Trace trace, int site, string exit)
    {
        LockEvent acquire = analysis.Group.Acquires.FirstOrDefault(candidate => candidate.Site == site) ?? analysis.Group.First;
        var branches = ImmutableArray.CreateBuilder<(SyntaxNode, bool)>();
        var partial = ImmutableArray.CreateBuilder<SyntaxNode>();
        (SyntaxNode Point, int BranchesAfter)? thrown = null;
        for (Trace? step = trace; step is not null && !ReferenceEquals(step.Landmark, acquire); step = step.Previous)
        {
            if (step.Throw is { } point)
                thrown ??= (point.Syntax, branches.Count);
            if (step.Landmark is LockEvent { Kind: ClauseKind.Releases } release)
                partial.Add(release.Syntax);
            if (step.Edge is { WhenTrue: { } truth, Source.BranchValue: { IsImplicit: false } condition } && branches.Count < MostBranches)
                branches.Add((condition.Syntax, truth));
        }

        branches.Reverse();
        partial.Reverse();
        return new FindingPath(
            acquire.Syntax,
            exit,
            branches.ToImmutable(),
            partial.ToImmutable(),
            thrown is { } last ? (last.Point, branches.Count - last.BranchesAfter) : null);
    }

    /// <summary>The path in words, for the message: the last few steps.</summary>
    public string InWords()
    {
        List<(SyntaxNode Node, bool? Truth)> steps = [.. Branches.Select(branch => (branch.Condition, (bool?)branch.Truth))];
        if (ThrownAt is not null && Exit is "return" or "end")
            steps.Insert(System.Math.Min(_branchesBeforeThrow, steps.Count), (ThrownAt, null));
        if (steps.Count == 0)
            return "";
        IEnumerable<string> last = steps.Skip(System.Math.Max(0, steps.Count - BranchesInMessage)).Select(InWords);
        return "; path: " + (steps.Count > BranchesInMessage ? "..., " : "") + string.Join(", ", last);
    }

    /// <summary>The whole path, a step a line.</summary>
    public string Steps()
    {
        var lines = new List<string> { $"line {LineOf(Acquire)}: acquired by '{Shorten(Acquire)}'" };
        lines.AddRange(Branches.Select(branch => InWords((branch.Condition, branch.Truth))));
        if (ThrownAt is not null)
            lines.Add($"line {LineOf(ThrownAt)}: '{Shorten(ThrownAt)}' throws");
        return string.Join("\n", lines);
    }

    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>The text of a node on one line, cut where it gets long.</summary>
    public static string Shorten(SyntaxNode node)
    {
        while (node.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == node)
            node = access;
        string text = string.Join(" ", node.ToString().Split(new[] { ' ', '\t', '\r', '\n' }, System.StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 60 ? text : text.Substring(0, 57) + "...";
    }

    private static string InWords((SyntaxNode Node, bool? Truth) step) => string.Format(
        CultureInfo.InvariantCulture,
        "'{0}' {1} (line {2})",
        Shorten(step.Node),
        step.Truth switch { true => "is true", false => "is false", null => "throws" },
        LineOf(step.Node));
}
