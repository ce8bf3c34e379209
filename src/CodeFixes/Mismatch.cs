using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>A finding about an acquire and a release that do not pair, with what ideas need to know. Immutable.</summary>
internal sealed record Mismatch(Diagnostic Finding, SourceText Text, SemanticModel Model, FunctionBody Body)
{
    public string Lock => Leak.Property(Finding, FindingProperties.Lock);

    public TextSpan Place => Finding.Location.SourceSpan;

    /// <summary>The acquire on the path; null if the finding is about no path.</summary>
    public TextSpan? Acquire => Leak.From(Finding)?.Acquire;

    /// <summary>The release that gave the lock back before; null if none did.</summary>
    public TextSpan? Earlier => SpansOf(FindingProperties.Earlier).Cast<TextSpan?>().SingleOrDefault();

    /// <summary>The member's releases of this lock, in source order.</summary>
    public ImmutableArray<TextSpan> Releases => SpansOf(FindingProperties.Releases);

    /// <summary>Name of the release that belongs to the acquire; empty if it is not known.</summary>
    public string Counterpart => Leak.Property(Finding, FindingProperties.Counterpart);

    public SyntaxNode NodeAt(TextSpan span) => Body.Block.FindNode(span, getInnermostNodeForTie: true);

    public SourceEdits Edits() => new(Text, Body);

    /// <summary>The statement around a place of this function, null if it stands in a function inside it.</summary>
    public StatementSyntax? StatementAt(TextSpan span) => Body.Block.Span.Contains(span)
        && NodeAt(span).FirstAncestorOrSelf<StatementSyntax>() is { } statement && Body.Own().Contains(statement)
            ? statement
            : null;

    private ImmutableArray<TextSpan> SpansOf(string property) => Leak.Spans(Leak.Property(Finding, property));
}
