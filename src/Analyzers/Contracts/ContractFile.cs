using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>One line of a contract file that is well formed: which member, and what it says of it.</summary>
internal sealed record ContractDeclaration(DocumentationId Id, TextSpan IdSpan)
{
    /// <summary>The line counts only for receivers of this type; null for all.</summary>
    public DocumentationId? Receiver { get; init; }

    public TextSpan ReceiverSpan { get; init; }

    public ClauseText? Clause { get; init; }

    /// <summary>None unless the line says <c>proves</c>.</summary>
    public Exits Proof { get; init; }

    /// <summary>None unless the line says <c>is</c>.</summary>
    public LockTraits Traits { get; init; }

    /// <summary>Places of the clause's parts.</summary>
    public ImmutableDictionary<ClausePart, TextSpan> Places { get; init; } =
        ImmutableDictionary<ClausePart, TextSpan>.Empty;

    public TextSpan PlaceOf(ClausePart part) =>
        Places.TryGetValue(part, out TextSpan span) || Places.TryGetValue(ClausePart.Target, out span) ? span : IdSpan;
}

/// <summary>A line, or a part of one, that is no contract.</summary>
internal sealed record FileProblem(TextSpan Span, string Message);

/// <summary>
/// What a contract file says, before anybody asks a compilation what its names mean. A pure function of the text.
/// </summary>
internal sealed class ContractFile(
    ImmutableArray<ContractDeclaration> declarations, ImmutableArray<FileProblem> problems)
{
    public const string Extension = ".extentlock.contracts";

    private static readonly Lazy<ContractFile> Table = new(() => ReadTable("DotNet"));
    private static readonly Lazy<ContractFile> LibraryTable = new(() => ReadTable("Libraries"));
    private static readonly Lazy<ImmutableHashSet<string>> TypesOfDotNet = new(
        () => [.. DotNet.Declarations.Select(declaration => declaration.Id.ContainingType).OfType<string>()]);

    private static readonly ConditionalWeakTable<SourceText, ContractFile> Parsed = new();

    /// <summary>The locks of .NET, from the table embedded in this assembly.</summary>
    public static ContractFile DotNet => Table.Value;

    /// <summary>The locks of well-known libraries, likewise.</summary>
    public static ContractFile Libraries => LibraryTable.Value;

    public ImmutableArray<ContractDeclaration> Declarations { get; } = declarations;

    public ImmutableArray<FileProblem> Problems { get; } = problems;

    public static bool Is(AdditionalText file) => file.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>An editor keeps the text of an unchanged file over many compilations, and so its contracts.</summary>
    public static ContractFile Of(AdditionalText file, CancellationToken cancellationToken) =>
        file.GetText(cancellationToken) is { } text ? Of(text) : Of(SourceText.From(""));

    public static ContractFile Of(SourceText text) => Parsed.GetValue(text, Read);

    /// <summary>
    /// What a user's file says binds as an attribute does, except about the locks of .NET: an acquire that the file
    /// words anew still pairs with the release that the table words.
    /// </summary>
    public static ContractDeclaration AsWrittenByUser(ContractDeclaration declaration) =>
        declaration.Clause is { } clause && !TypesOfDotNet.Value.Contains(declaration.Id.ContainingType ?? "")
            ? declaration with { Clause = clause with { FromAttribute = true } }
            : declaration;

    private static ContractFile Read(SourceText text)
    {
        ImmutableArray<ContractDeclaration>.Builder declarations = ImmutableArray.CreateBuilder<ContractDeclaration>();
        ImmutableArray<FileProblem>.Builder problems = ImmutableArray.CreateBuilder<FileProblem>();
        foreach (TextLine line in text.Lines)
        {
            ContractLine reader = new(line.ToString(), line.Start);
            if (reader.Read() is { } declaration)
                declarations.Add(declaration);
            else if (reader.Problem is { } problem)
                problems.Add(problem);
        }

        return new ContractFile(declarations.ToImmutable(), problems.ToImmutable());
    }

    private static ContractFile ReadTable(string name)
    {
        using Stream stream = typeof(ContractFile).Assembly.GetManifestResourceStream(name + Extension)!;
        return Read(SourceText.From(stream));
    }
}
