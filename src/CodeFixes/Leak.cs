using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using ExtentLock.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>One reported leak, read back from the properties of its diagnostic. Spans are those of its text.</summary>
internal sealed class Leak
{
    private Leak(Diagnostic diagnostic, TextSpan acquire)
    {
        Diagnostic = diagnostic;
        Acquire = acquire;
        Lock = Property(diagnostic, FindingProperties.Lock);
        Exit = Property(diagnostic, FindingProperties.Exit);
        Releases = Spans(Property(diagnostic, FindingProperties.Releases));
        Counterpart = Property(diagnostic, FindingProperties.Counterpart);
        Partial = Spans(Property(diagnostic, FindingProperties.Partial));
    }

    public Diagnostic Diagnostic { get; }

    public string Lock { get; }

    /// <summary>How control leaves: <c>return</c>, <c>end</c>, <c>throw</c> or <c>call</c>.</summary>
    public string Exit { get; }

    /// <summary>True where control falls off the end: the place is a closing brace.</summary>
    public bool FallsThrough => Exit == "end" && Place.Length == 1;

    /// <summary>True where a call leaves by throwing: the place is the acquire.</summary>
    public bool IsThrownByCall => Exit == "call";

    public TextSpan Place => Diagnostic.Location.SourceSpan;

    public TextSpan Acquire { get; }

    /// <summary>The member's releases of this lock, in source order.</summary>
    public ImmutableArray<TextSpan> Releases { get; }

    /// <summary>Name of the release that belongs to the acquire, where the member has none; else empty.</summary>
    public string Counterpart { get; }

    /// <summary>The releases on the leaking path that gave back only a part.</summary>
    public ImmutableArray<TextSpan> Partial { get; }

    /// <summary>Null if the diagnostic does not say what a fix must know.</summary>
    public static Leak? From(Diagnostic diagnostic)
    {
        ImmutableArray<TextSpan> acquire = Spans(Property(diagnostic, FindingProperties.Acquire));
        return diagnostic.Location.IsInSource && acquire.Length == 1 ? new Leak(diagnostic, acquire[0]) : null;
    }

    public bool IsSameAs(Leak other) =>
        Diagnostic.Id == other.Diagnostic.Id && Place == other.Place && Lock == other.Lock && Acquire == other.Acquire;

    public static string Property(Diagnostic diagnostic, string key) =>
        diagnostic.Properties.TryGetValue(key, out string? value) && value is not null ? value : "";

    public static ImmutableArray<TextSpan> Spans(string text) =>
        text.Split([';'], StringSplitOptions.RemoveEmptyEntries).Select(Span).ToImmutableArray();

    private static TextSpan Span(string pair)
    {
        int comma = pair.IndexOf(',');
        return new TextSpan(
            int.Parse(pair.Substring(0, comma), CultureInfo.InvariantCulture),
            int.Parse(pair.Substring(comma + 1), CultureInfo.InvariantCulture));
    }
}
