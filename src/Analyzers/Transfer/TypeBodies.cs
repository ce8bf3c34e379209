using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// The members of one type by the words of their text, comments included, and which of them touch locks by way of calls
/// inside the type. Thread-safe.
/// </summary>
internal sealed class TypeBodies
{
    private readonly ImmutableArray<TypeDeclarationSyntax> _parts;
    private readonly ImmutableArray<MemberDeclarationSyntax> _bodies;
    private readonly HashSet<string> _touching = new();
    private readonly Lazy<bool[]> _releasing;
    private readonly ConcurrentDictionary<string, bool[]> _mentioning = new();
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _lockNames = new();
    private readonly ConcurrentDictionary<SyntaxNode, HashSet<string>> _words = new();
    private readonly ConcurrentDictionary<string, HashSet<string>> _written = new();

    /// <param name="lockNames">The names of all contracts.</param>
    /// <param name="releaseNames">Those of releases.</param>
    public TypeBodies(ImmutableArray<TypeDeclarationSyntax> parts, IReadOnlyCollection<string> lockNames, IReadOnlyCollection<string> releaseNames)
    {
        _parts = parts;
        _bodies = [.. parts.SelectMany(part => part.Members)];
        _releasing = new(() => Mentioning(releaseNames));

        // Whoever calls a member that touches locks touches them too; ends because the set only grows.
        for (HashSet<string> known = AddTouching(lockNames); known.Count > 0;)
            known = AddTouching(known);
    }

    /// <summary>True if a member of this name may touch locks.</summary>
    public bool Touches(string member) => _touching.Contains(member);

    public ImmutableHashSet<string> LockNames(string member) =>
        Touches(member) ? _lockNames.GetOrAdd(member, Collect) : ImmutableHashSet<string>.Empty;

    /// <summary>What is made and stored under the name.</summary>
    public IEnumerable<BaseObjectCreationExpressionSyntax> CreationsOf(string name) => Mentioning(name)
        .SelectMany(body => body.DescendantNodes())
        .Select(node => CreatedFor(node, name)).OfType<BaseObjectCreationExpressionSyntax>();

    /// <summary>True if something but a constructor writes it; what is nested in one may run at any time.</summary>
    public bool IsWrittenLater(string name) => Mentioning(name).Any(body => body is ConstructorDeclarationSyntax or FieldDeclarationSyntax
        ? body.DescendantNodes().Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
            && WrittenIn(node).Contains(name))
        : WrittenIn(body).Contains(name));

    public bool AreWrittenBy(string member, HashSet<string> names) => _written.GetOrAdd(
        member, called => [.. _bodies.Where(body => NameOf(body) == called).SelectMany(WrittenIn)]).Overlaps(names);

    /// <summary>What assignments, and arguments by reference, change there, by the last name of each.</summary>
    private static IEnumerable<string> WrittenIn(SyntaxNode body) => body.DescendantNodes().Select(NestedFunctions.Target)
        .SelectMany(target => target is TupleExpressionSyntax
            ? NameTokens.In(target, static _ => true).Select(token => token.ValueText)
            : target is not null && NameTokens.LastIn(target) is { } name ? [name] : []);

    /// <summary>Members other than this one that mention the name and may give back a lock.</summary>
    public IEnumerable<SyntaxNode> MayReleaseElsewhere(string lockName, SyntaxNode member)
    {
        bool[] mentioning = AreMentioning(lockName);
        for (int i = 0; i < mentioning.Length; i++)
        {
            // A method is asked what it does; of an initializer only the names can be told.
            if (mentioning[i] && !Contains(_bodies[i], member)
                && (_bodies[i] is BaseMethodDeclarationSyntax || _releasing.Value[i]))
                yield return _bodies[i];
        }
    }

    /// <summary>Members that mention a release.</summary>
    public IEnumerable<SyntaxNode> Releasing => _bodies.Where((_, i) => _releasing.Value[i]);

    /// <summary>Members that may touch locks, and of which the other type has the name somewhere.</summary>
    public IEnumerable<SyntaxNode> TouchingAndNamedIn(TypeBodies user) =>
        _bodies.Where(body => NameOf(body) is { } name && Touches(name) && user.AreMentioning(name).Any(isMentioned => isMentioned));

    /// <summary>Parts of a type stand in several files: a span alone says nothing.</summary>
    private static bool Contains(SyntaxNode body, SyntaxNode member) =>
        body.SyntaxTree == member.SyntaxTree && body.Span.Contains(member.Span);

    /// <summary>Other members that mention this one.</summary>
    public IEnumerable<SyntaxNode> MentionsElsewhere(IMethodSymbol method) => Mentioning(method.Name).Where(body =>
        !method.DeclaringSyntaxReferences.Any(reference =>
            reference.SyntaxTree == body.SyntaxTree && body.Span.Contains(reference.Span)));

    /// <summary>True if another member gives the method to somebody who calls it, as a delegate.</summary>
    public bool IsCallback(IMethodSymbol method) => MentionsElsewhere(method).Any(body => body.DescendantNodes()
        .OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == method.Name && !IsCalled(name)));

    /// <summary>True if a member gives back permits by the number under the name, and takes none: how many there are changes.</summary>
    public bool IsResized(string name) => Mentioning(name).Any(body =>
    {
        List<InvocationExpressionSyntax> calls = [.. body.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is MemberAccessExpressionSyntax access && NameTokens.LastIn(access.Expression) == name)];
        return calls.Any(IsByNumber) && calls.All(call => ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText == "Release");
    });

    private static bool IsByNumber(InvocationExpressionSyntax release) =>
        release.ArgumentList.Arguments.Count == 1 && release.ArgumentList.Arguments[0].Expression is not LiteralExpressionSyntax;

    private static bool IsCalled(IdentifierNameSyntax name) => name.Parent is InvocationExpressionSyntax
        or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax };

    /// <summary>Words of the text: to make the tokens of a body costs more than a few words too many.</summary>
    public static HashSet<string> WordsOf(SyntaxNode body)
    {
        var names = new HashSet<string>();
        string text = body.ToString();
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'))
                i++;
            if (i > start && !char.IsDigit(text[start]))
                names.Add(text.Substring(start, i - start));
        }

        return names;
    }

    private HashSet<string> AddTouching(IReadOnlyCollection<string> names)
    {
        var added = new HashSet<string>();
        bool[] mentioning = Mentioning(names);
        for (int i = 0; i < mentioning.Length; i++)
        {
            if (mentioning[i] && NameOf(_bodies[i]) is { Length: > 0 } name && _touching.Add(name))
                added.Add(name);
        }

        return added;
    }

    private IEnumerable<MemberDeclarationSyntax> Mentioning(string name)
    {
        bool[] mentioning = AreMentioning(name);
        return _bodies.Where((_, i) => mentioning[i]);
    }

    private bool[] AreMentioning(string name) => _mentioning.GetOrAdd(name, wanted => Mentioning([wanted]));

    /// <summary>By number of the member, whether one of the names is among its words.</summary>
    private bool[] Mentioning(IReadOnlyCollection<string> names)
    {
        var mentioning = new bool[_bodies.Length];
        int next = 0;
        foreach (TypeDeclarationSyntax part in _parts)
        {
            List<int> words = WordIndex.Of(part.SyntaxTree, CancellationToken.None).PlacesOf(names, CancellationToken.None);
            foreach (MemberDeclarationSyntax member in part.Members)
                mentioning[next++] = NameScan.Touches(words, member.Span);
        }

        return mentioning;
    }

    /// <summary>Identifiers of the member and of every touching member that can be reached from it.</summary>
    private ImmutableHashSet<string> Collect(string member)
    {
        var names = new HashSet<string>();
        var reached = new HashSet<string> { member };
        var pending = new Queue<string>(reached);
        while (pending.Count > 0)
        {
            string next = pending.Dequeue();
            foreach (MemberDeclarationSyntax body in _bodies.Where(body => NameOf(body) == next))
            {
                HashSet<string> words = _words.GetOrAdd(body, WordsOf);
                names.UnionWith(words);
                foreach (string callee in words.Where(name => _touching.Contains(name) && reached.Add(name)))
                    pending.Enqueue(callee);
            }
        }

        return names.ToImmutableHashSet();
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        IndexerDeclarationSyntax => "this[]",
        EventDeclarationSyntax named => named.Identifier.ValueText,
        _ => "",
    };

    private static ExpressionSyntax? CreatedFor(SyntaxNode node, string name)
    {
        (SyntaxToken target, ExpressionSyntax? value) = node switch
        {
            VariableDeclaratorSyntax declarator => (declarator.Identifier, declarator.Initializer?.Value),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment => (left.Identifier, assignment.Right),
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax left } assignment =>
                (left.Name.Identifier, assignment.Right),
            _ => default,
        };
        return target.ValueText == name ? value : null;
    }
}
