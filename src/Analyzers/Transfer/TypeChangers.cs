using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Which methods of one type leave a lock changed when they return. At first only the text is read; a method is solved when
/// somebody who mentions it asks, with those that it mentions in turn, so that one member costs no more than what it
/// calls. Thread-safe; the first who asks works it out, others wait; not kept if the first is cancelled.
/// </summary>
internal sealed class TypeChangers
{
    private readonly INamedTypeSymbol _type;
    private readonly ChangersInReach _outside;
    private readonly Summaries _summaries;

    /// <summary>The methods in question by their names, with the names of methods in question that they mention.</summary>
    private readonly ILookup<string, (MethodDeclarationSyntax Method, ImmutableHashSet<string> Mentioned)> _methods;
    private readonly Dictionary<string, bool> _verdicts = [];

    /// <param name="methods">See <see cref="MethodsOf"/>.</param>
    /// <param name="outside">Of the bases and of the types around it.</param>
    public TypeChangers(
        INamedTypeSymbol type,
        List<MethodDeclarationSyntax> methods,
        ChangersInReach outside,
        Summaries summaries,
        CancellationToken cancellation)
    {
        _type = type;
        _outside = outside;
        _summaries = summaries;
        List<MethodDeclarationSyntax> known = methods.FindAll(method => summaries.Uses.AreNamedIn(method, cancellation));
        var mentioned = known.ToDictionary(method => method, _ => ImmutableHashSet<string>.Empty);
        Names = [];
        for (ImmutableHashSet<string> added = NamesOf(known); !added.IsEmpty; added = NamesOf(mentioned.Keys).Except(Names))
        {
            Names = Names.Union(added);
            AddMentions(added, methods, mentioned, cancellation);
        }

        _methods = mentioned.ToLookup(one => NameOf(one.Key), one => (one.Key, one.Value));
    }

    /// <summary>Those in question: who uses a name of a lock, and who mentions one of them.</summary>
    public ImmutableHashSet<string> Names { get; }

    /// <summary>Of all parts of a type; none if no part names a lock.</summary>
    public static List<MethodDeclarationSyntax> MethodsOf(INamedTypeSymbol type, Summaries summaries, CancellationToken cancellation)
    {
        bool isConcerned = type.DeclaringSyntaxReferences.Any(part =>
            NameScan.Touches(summaries.Uses.PlacesIn(part.SyntaxTree, cancellation), part.Span));
        return isConcerned
            ? type.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()
                .SelectMany(part => part.Members).OfType<MethodDeclarationSyntax>().ToList()
            : [];
    }

    /// <summary>True if a method of this name leaves a lock changed.</summary>
    public bool Has(string name, SemanticModel model, CancellationToken cancellation)
    {
        if (!Names.Contains(name))
            return false;
        lock (_verdicts)
        {
            if (_verdicts.TryGetValue(name, out bool known))
                return known;
            List<string> reached = ReachedFrom(name);
            ImmutableHashSet<string> changers = Find(reached, model, cancellation);
            foreach (string one in reached)
                _verdicts[one] = changers.Contains(one);
            return _verdicts[name];
        }
    }

    /// <summary>The name and those mentioned from there on, as far as no verdict is known.</summary>
    private List<string> ReachedFrom(string name)
    {
        List<string> reached = [name];
        var seen = new HashSet<string>(reached);
        for (int i = 0; i < reached.Count; i++)
        {
            foreach ((_, ImmutableHashSet<string> mentioned) in _methods[reached[i]])
                reached.AddRange(mentioned.Where(next => Names.Contains(next) && !_verdicts.ContainsKey(next) && seen.Add(next)));
        }

        return reached;
    }

    /// <summary>Grows until no further member calls one that is known: who calls a changer may be one.</summary>
    private ImmutableHashSet<string> Find(List<string> reached, SemanticModel model, CancellationToken cancellation)
    {
        var waiting = reached.SelectMany(name => _methods[name]).OrderBy(one => one.Method.SpanStart).ToList();
        ImmutableHashSet<string> changers = _verdicts.Where(verdict => verdict.Value).Select(verdict => verdict.Key).ToImmutableHashSet();
        List<MethodDeclarationSyntax> next;
        bool isFirst = true;
        do
        {
            next = waiting.FindAll(one => changers.Overlaps(one.Mentioned) || (isFirst && MayChange(one.Method, model, cancellation)))
                .ConvertAll(one => one.Method);
            waiting.RemoveAll(one => next.Contains(one.Method));
            foreach (MethodDeclarationSyntax method in next)
            {
                if (!changers.Contains(NameOf(method)) && Changes(method, model, cancellation))
                    changers = changers.Add(NameOf(method));
            }

            isFirst = false;
        }
        while (next.Count > 0);
        return changers;
    }

    private bool MayChange(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellation) =>
        _summaries.Uses.AreNamedIn(method, cancellation)
        && (_summaries.Uses.AreIn(method, model, cancellation)
            || (!_outside.Names.IsEmpty && NameTokens.HasAny(method, name => _outside.Has(name, model, cancellation))));

    private bool Changes(MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
    {
        IMethodSymbol? method = _type.GetMembers(NameOf(declaration)).OfType<IMethodSymbol>()
            .FirstOrDefault(candidate => candidate.DeclaringSyntaxReferences.Any(reference =>
                reference.SyntaxTree == declaration.SyntaxTree && reference.Span == declaration.Span));
        return method is not null
            && _summaries.Book.Of(method).Clauses.IsEmpty
            && _summaries.Of(method, model, cancellation) is { Clauses.IsEmpty: false };
    }

    /// <summary>Adds who mentions one of the names, and to whom it is known already the name.</summary>
    private static void AddMentions(
        ImmutableHashSet<string> names,
        List<MethodDeclarationSyntax> methods,
        Dictionary<MethodDeclarationSyntax, ImmutableHashSet<string>> mentioned,
        CancellationToken cancellation)
    {
        foreach (IGrouping<SyntaxTree, MethodDeclarationSyntax> file in methods.GroupBy(method => method.SyntaxTree))
        {
            List<int> places = WordIndex.Of(file.Key, cancellation).PossiblePlacesOf(names, cancellation);
            foreach (MethodDeclarationSyntax method in file)
            {
                foreach (SyntaxToken name in LockUses.NamesIn(method, places, cancellation))
                {
                    if (name != method.Identifier && names.Contains(name.ValueText))
                        mentioned[method] = (mentioned.TryGetValue(method, out ImmutableHashSet<string>? before) ? before : []).Add(name.ValueText);
                }
            }
        }
    }

    private static ImmutableHashSet<string> NamesOf(IEnumerable<MethodDeclarationSyntax> methods) => [.. methods.Select(NameOf)];

    private static string NameOf(MethodDeclarationSyntax method) => method.Identifier.ValueText;
}
