using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// An expected diagnostic; every With method returns a changed copy. Lines and columns count from one. The first
/// span is the place of the diagnostic, the others its additional locations.
/// </summary>
public readonly struct DiagnosticResult
{
    public static readonly DiagnosticResult[] EmptyDiagnosticResults = [];

    private readonly ImmutableArray<DiagnosticLocation> _spans;
    private readonly string? _message;
    private readonly bool _anyMessage;

    public DiagnosticResult(string id, DiagnosticSeverity severity)
        : this(id, severity, null, null, null, false, default, DiagnosticOptions.None, null)
    {
    }

    public DiagnosticResult(DiagnosticDescriptor descriptor)
        : this(
            (descriptor ?? throw new ArgumentNullException(nameof(descriptor))).Id,
            descriptor.DefaultSeverity,
            descriptor.MessageFormat,
            null,
            null,
            false,
            default,
            DiagnosticOptions.None,
            null)
    {
    }

    private DiagnosticResult(
        string id,
        DiagnosticSeverity severity,
        LocalizableString? format,
        object?[]? arguments,
        string? message,
        bool anyMessage,
        ImmutableArray<DiagnosticLocation> spans,
        DiagnosticOptions options,
        bool? isSuppressed)
    {
        Id = id;
        Severity = severity;
        MessageFormat = format;
        MessageArguments = arguments;
        _message = message;
        _anyMessage = anyMessage;
        _spans = spans;
        Options = options;
        IsSuppressed = isSuppressed;
    }

    public string Id { get; }

    public DiagnosticSeverity Severity { get; }

    public DiagnosticOptions Options { get; }

    public LocalizableString? MessageFormat { get; }

    public object?[]? MessageArguments { get; }

    public bool? IsSuppressed { get; }

    public ImmutableArray<DiagnosticLocation> Spans => _spans.IsDefault ? [] : _spans;

    public bool HasLocation => !Spans.IsEmpty;

    /// <summary>The whole expected message; null where it is not compared.</summary>
    public string? Message
    {
        get
        {
            if (_anyMessage || _message != null || MessageFormat == null)
                return _message;
            string format = MessageFormat.ToString(CultureInfo.InvariantCulture);
            try
            {
                return string.Format(CultureInfo.InvariantCulture, format, MessageArguments ?? []);
            }
            catch (FormatException)
            {
                return format;
            }
        }
    }

    // Only the arguments are compared where an id was named without its descriptor.
    internal object?[] ComparedArguments => _anyMessage || Message != null ? [] : MessageArguments ?? [];

    public static DiagnosticResult CompilerError(string identifier) => new(identifier, DiagnosticSeverity.Error);

    public static DiagnosticResult CompilerWarning(string identifier) => new(identifier, DiagnosticSeverity.Warning);

    public DiagnosticResult WithLocation(int markupKey) => WithLocation(markupKey, DiagnosticLocationOptions.None);

    public DiagnosticResult WithLocation(int markupKey, DiagnosticLocationOptions options) =>
        WithSpans(Spans.Add(DiagnosticLocation.FromKey(markupKey, options)));

    public DiagnosticResult WithLocation(int line, int column) => WithLocation(string.Empty, line, column);

    public DiagnosticResult WithLocation(string path, int line, int column) => Append(
        path,
        new LinePosition(line - 1, column - 1),
        new LinePosition(line - 1, column - 1),
        DiagnosticLocationOptions.IgnoreLength);

    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan(string.Empty, startLine, startColumn, endLine, endColumn);

    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) => Append(
        path,
        new LinePosition(startLine - 1, startColumn - 1),
        new LinePosition(endLine - 1, endColumn - 1),
        DiagnosticLocationOptions.None);

    public DiagnosticResult WithNoLocation() => WithSpans([]);

    public DiagnosticResult WithArguments(params object[] arguments) =>
        new(Id, Severity, MessageFormat, arguments, _message, _anyMessage, _spans, Options, IsSuppressed);

    public DiagnosticResult WithMessage(string? message) =>
        new(Id, Severity, MessageFormat, MessageArguments, message, message == null, _spans, Options, IsSuppressed);

    public DiagnosticResult WithMessageFormat(LocalizableString messageFormat) =>
        new(Id, Severity, messageFormat, MessageArguments, _message, _anyMessage, _spans, Options, IsSuppressed);

    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) =>
        new(Id, severity, MessageFormat, MessageArguments, _message, _anyMessage, _spans, Options, IsSuppressed);

    public DiagnosticResult WithOptions(DiagnosticOptions options) =>
        new(Id, Severity, MessageFormat, MessageArguments, _message, _anyMessage, _spans, options, IsSuppressed);

    public DiagnosticResult WithIsSuppressed(bool? isSuppressed) =>
        new(Id, Severity, MessageFormat, MessageArguments, _message, _anyMessage, _spans, Options, isSuppressed);

    public override string ToString() =>
        $"{string.Join(", ", Spans)}: {Severity} {Id}: {Message ?? string.Join(", ", MessageArguments ?? [])}";

    internal DiagnosticResult WithSpans(ImmutableArray<DiagnosticLocation> spans) =>
        new(Id, Severity, MessageFormat, MessageArguments, _message, _anyMessage, spans, Options, IsSuppressed);

    internal DiagnosticResult MapSpans(Func<DiagnosticLocation, DiagnosticLocation> map) =>
        WithSpans([.. Spans.Select(map)]);

    private DiagnosticResult Append(
        string path,
        LinePosition start,
        LinePosition end,
        DiagnosticLocationOptions options) =>
        WithSpans(Spans.Add(new DiagnosticLocation(new FileLinePositionSpan(path, start, end), options)));
}
