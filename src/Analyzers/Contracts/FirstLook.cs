using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// The one look at a file's text that every file gets: where it names contract attributes or anything of the built-in
/// tables. Kept as long as the tree: an editor makes a new compilation for every key, and one new tree.
/// </summary>
internal sealed class FirstLook
{
    /// <summary>The names that are looked for.</summary>
    public static readonly ImmutableHashSet<string> Names =
        [.. ContractFile.DotNet.Declarations.Concat(ContractFile.Libraries.Declarations)
            .Where(declaration => declaration.Clause is not null || declaration.Proof != Exits.None)
            .Select(declaration => declaration.Id.SourceName)
            .Concat(ContractAttributes.SourceNames.Keys)];

    private static readonly NameScan Scan = new(Names);
    private static readonly ConditionalWeakTable<SyntaxTree, FirstLook> Known = new();

    private FirstLook(SourceText text)
    {
        Places = Scan.PlacesIn(text);
        HasAttributes = Places.Exists(place => MayBeAttribute(text, place));
    }

    /// <summary>Where one of the names may stand, in ascending order.</summary>
    public List<int> Places { get; }

    /// <summary>False if the text names no contract attribute anywhere.</summary>
    public bool HasAttributes { get; }

    public static FirstLook At(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Known.TryGetValue(tree, out FirstLook? known))
            return known;
        SourceText text = tree.GetText(cancellation);
        return Known.GetValue(tree, _ => new FirstLook(text));
    }

    /// <summary>What is not spelt in plain letters may be one, too.</summary>
    private static bool MayBeAttribute(SourceText text, int place)
    {
        int end = place;
        while (end < text.Length && text[end] is >= 'a' and <= 'z' or >= 'A' and <= 'Z')
            end++;
        string word = text.ToString(TextSpan.FromBounds(place, end));
        return ContractAttributes.SourceNames.ContainsKey(word) || !Names.Contains(word);
    }
}
