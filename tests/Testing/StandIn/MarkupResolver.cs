using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Strips the markup of one state and turns it into expected diagnostics and numbered places.</summary>
internal sealed class MarkupResolver
{
    private readonly MarkupMode _mode;
    private readonly MarkupOptions _options;
    private readonly Func<DiagnosticDescriptor?> _default;
    private readonly ImmutableArray<DiagnosticDescriptor> _supported;
    private readonly ImmutableArray<string> _fixableIds;
    private readonly List<DiagnosticResult> _found = [];
    private readonly Dictionary<int, DiagnosticLocation> _numbered = [];

    internal MarkupResolver(
        MarkupMode mode,
        MarkupOptions options,
        Func<DiagnosticDescriptor?> defaultDescriptor,
        ImmutableArray<DiagnosticDescriptor> supported,
        ImmutableArray<string> fixableIds)
    {
        _mode = mode;
        _options = options;
        _default = defaultDescriptor;
        _supported = supported;
        _fixableIds = fixableIds;
    }

    internal ResolvedState Resolve(SolutionState state, string defaultPath)
    {
        ImmutableArray<(string Path, SourceText Text)> sources = Strip(state.Sources);
        ImmutableArray<(string Path, SourceText Text)> additional = Strip(state.AdditionalFiles);
        ImmutableArray<(string Path, SourceText Text)> configs = Strip(state.AnalyzerConfigFiles);
        IEnumerable<DiagnosticResult> written = state.ExpectedDiagnostics
            .Select(result => result.MapSpans(span => Place(span).WithDefaultPath(defaultPath)));
        return new ResolvedState(state, sources, additional, configs, [.. written, .. _found]);
    }

    private DiagnosticLocation Place(DiagnosticLocation span)
    {
        if (span.Key is not { } key)
            return span;
        if (!_numbered.TryGetValue(key, out DiagnosticLocation place))
            throw new InvalidOperationException($"The markup location '#{key}' was not found in the input.");
        return new(place.Span, span.Options & ~DiagnosticLocationOptions.InterpretAsMarkupKey);
    }

    private ImmutableArray<(string Path, SourceText Text)> Strip(SourceFileCollection files) => _mode == MarkupMode.None
        ? [.. files]
        : [.. files.Select(file => (file.filename, Strip(file.filename, file.content)))];

    private SourceText Strip(string path, SourceText content)
    {
        MarkupText marked = MarkupReader.Read(
            content.ToString(), (_options & MarkupOptions.TreatPositionIndicatorsAsCode) != 0);
        SourceText text = SourceText.From(marked.Text, content.Encoding, content.ChecksumAlgorithm);
        FileLinePositionSpan At(TextSpan span) => new(path, text.Lines.GetLinePositionSpan(span));
        foreach ((string name, TextSpan span) in marked.Spans)
        {
            if (name.StartsWith('#'))
                Number(name, At(span));
            else if (_mode != MarkupMode.Ignore)
                Expect(ResultFor(name), new DiagnosticLocation(At(span), DiagnosticLocationOptions.None));
        }

        foreach (int position in _mode == MarkupMode.Ignore ? [] : marked.Positions)
        {
            FileLinePositionSpan point = At(new TextSpan(position, 0));
            Expect(ResultFor(string.Empty), new DiagnosticLocation(point, DiagnosticLocationOptions.IgnoreLength));
        }

        return text;
    }

    private void Number(string name, FileLinePositionSpan span)
    {
        int key = int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture);
        if (!_numbered.TryAdd(key, new DiagnosticLocation(span, DiagnosticLocationOptions.None)))
            throw new InvalidOperationException($"Input contains multiple markup locations with key '#{key}'.");
    }

    private void Expect(DiagnosticResult result, DiagnosticLocation place)
    {
        if (_mode == MarkupMode.Allow || !_fixableIds.Contains(result.Id))
            _found.Add(result.WithSpans([place]));
    }

    private DiagnosticResult ResultFor(string name)
    {
        DiagnosticResult result = name.Length == 0 ? new(Default()) : Named(name);
        return result.WithMessage(null)
            .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations | DiagnosticOptions.IgnoreSeverity);
    }

    private DiagnosticDescriptor Default() => _default() ?? throw new InvalidOperationException(
        "Markup syntax can only omit the diagnostic ID if the first analyzer only supports a single diagnostic.");

    private DiagnosticResult Named(string id)
    {
        ImmutableArray<DiagnosticDescriptor> candidates = [.. _supported.Where(descriptor => descriptor.Id == id)];
        if (candidates.Length > 1 && (_options & MarkupOptions.UseFirstDescriptor) == 0)
            throw new InvalidOperationException($"More than one descriptor has the id '{id}'.");
        return candidates.IsEmpty ? DiagnosticResult.CompilerError(id) : new DiagnosticResult(candidates[0]);
    }
}
