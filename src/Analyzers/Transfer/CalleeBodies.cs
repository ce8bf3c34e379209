using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What the unannotated members of a type may do to locks, told from their text: the names that stand in a body which, by
/// itself or through other members of its type, calls something with a contract. One per compilation; thread-safe.
/// </summary>
internal sealed class CalleeBodies(ContractBook book)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, TypeBodies> _types = new(SymbolEqualityComparer.Default);

    /// <summary>True if the method may touch locks; false if it does not, or belongs to another type.</summary>
    public bool Touches(IMethodSymbol method, ISymbol caller) => method.MethodKind == MethodKind.LocalFunction
        ? LocalOf(method) is { } local && NameTokens.HasAny(local, book.Mentions)
        : BodiesAround(method, caller)?.Touches(method.Name) ?? false;

    /// <summary>Identifiers in the method and in what it calls, if it may touch locks; else empty.</summary>
    public ImmutableHashSet<string> LockNamesIn(IMethodSymbol method, ISymbol caller)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
            return LocalOf(method) is { } local ? LockNamesIn(local) : ImmutableHashSet<string>.Empty;
        return BodiesAround(method, caller)?.LockNames(method.Name) ?? ImmutableHashSet<string>.Empty;
    }

    /// <summary>The same for a nested function, by its own text alone.</summary>
    public ImmutableHashSet<string> LockNamesIn(SyntaxNode body) => NameTokens.HasAny(body, book.Mentions)
        ? Identifiers(body).ToImmutableHashSet()
        : ImmutableHashSet<string>.Empty;

    private static SyntaxNode? LocalOf(IMethodSymbol function) =>
        function.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();

    private TypeBodies? BodiesAround(IMethodSymbol method, ISymbol caller) =>
        method.OriginalDefinition.ContainingType is { DeclaringSyntaxReferences.IsEmpty: false } type
        && IsRelated(type, caller.ContainingType)
            ? _types.GetOrAdd(type, Read)
            : null;

    /// <summary>
    /// Members other than this one, of the type and the types around it, that mention the name; null for one that is no
    /// method of its own and mentions a release, too.
    /// </summary>
    public IEnumerable<ISymbol?> MayReleaseElsewhere(INamedTypeSymbol type, string lockName, SyntaxNode member)
    {
        for (INamedTypeSymbol? outer = type.OriginalDefinition; outer is not null; outer = outer.ContainingType)
        {
            foreach (SyntaxNode body in _types.GetOrAdd(outer, Read).MayReleaseElsewhere(lockName, member, book))
                yield return MethodOf(body, outer);
        }
    }

    /// <summary>True if another member of the method's type mentions its name.</summary>
    public bool IsCalledElsewhere(IMethodSymbol method) =>
        method.ContainingType is { } type && _types.GetOrAdd(type.OriginalDefinition, Read).MentionsElsewhere(method);

    private static IMethodSymbol? MethodOf(SyntaxNode body, INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method => method.MethodKind is not (
                MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove)
            && method.DeclaringSyntaxReferences.Concat(method.PartialImplementationPart?.DeclaringSyntaxReferences ?? [])
                .Any(reference => reference.SyntaxTree == body.SyntaxTree && reference.Span == body.Span));

    /// <summary>
    /// True if the type makes the semaphore of this name without a permit: somebody waits there to be told, nothing is locked.
    /// </summary>
    public bool IsSignal(INamedTypeSymbol type, string name) => MadeWith(type, name, static (_, permits) => permits == "0");

    /// <summary>True if the type makes the semaphore of this name with a single permit.</summary>
    public bool HasOnePermit(INamedTypeSymbol type, string name) =>
        MadeWith(type, name, static (_, permits) => permits == "1");

    /// <summary>True if the type makes the lock of this name, and does not ask for recursion.</summary>
    public bool IsMadeHereWithoutRecursion(INamedTypeSymbol type, string name) => MadeWith(
        type, name, static (creation, _) => creation.ToString().IndexOf("SupportsRecursion", System.StringComparison.Ordinal) < 0);

    private bool MadeWith(
        INamedTypeSymbol type, string name, System.Func<BaseObjectCreationExpressionSyntax, string?, bool> condition) =>
        _types.GetOrAdd(type.OriginalDefinition, Read).CreationsOf(name).Any(creation => condition(
            creation, (creation.ArgumentList?.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax)?.Token.ValueText));

    /// <summary>Words of the text, comments included: to make the tokens of a whole type costs more than a few words too many.</summary>
    private static HashSet<string> Identifiers(SyntaxNode body)
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

    private static bool IsRelated(INamedTypeSymbol type, INamedTypeSymbol? user)
    {
        for (INamedTypeSymbol? outer = user; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? ancestor = outer; ancestor is not null; ancestor = ancestor.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(ancestor.OriginalDefinition, type))
                    return true;
            }
        }

        return SymbolEqualityComparer.Default.Equals(type.ContainingType, user?.OriginalDefinition);
    }

    private TypeBodies Read(INamedTypeSymbol type)
    {
        var bodies = new List<(string, SyntaxNode, HashSet<string>)>();
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is not TypeDeclarationSyntax declaration)
                continue;
            foreach (MemberDeclarationSyntax member in declaration.Members)
                bodies.Add((NameOf(member), member, Identifiers(member)));
        }

        return new TypeBodies(bodies, book);
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    };

    /// <summary>Members by name with their identifiers, and which of them touch locks by way of calls inside the type.</summary>
    private sealed class TypeBodies
    {
        private readonly List<(string Name, SyntaxNode Body, HashSet<string> Identifiers)> _bodies;
        private readonly HashSet<string> _touching = new();
        private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _lockNames = new();

        public TypeBodies(List<(string Name, SyntaxNode Body, HashSet<string> Identifiers)> bodies, ContractBook book)
        {
            _bodies = bodies;
            bool changed = false;
            foreach ((string name, _, HashSet<string> identifiers) in bodies)
                changed |= name.Length > 0 && identifiers.Any(book.Mentions) && _touching.Add(name);

            // Whoever calls a member that touches locks touches them too; ends because the set only grows.
            while (changed)
            {
                changed = false;
                foreach ((string name, _, HashSet<string> identifiers) in bodies)
                    changed |= name.Length > 0 && !_touching.Contains(name) && _touching.Overlaps(identifiers) && _touching.Add(name);
            }
        }

        public bool Touches(string member) => _touching.Contains(member);

        public ImmutableHashSet<string> LockNames(string member) =>
            Touches(member) ? _lockNames.GetOrAdd(member, Collect) : ImmutableHashSet<string>.Empty;

        /// <summary>Identifiers of the member and of every touching member that can be reached from it.</summary>
        private ImmutableHashSet<string> Collect(string member)
        {
            var names = new HashSet<string>();
            var reached = new HashSet<string> { member };
            var pending = new Queue<string>(reached);
            while (pending.Count > 0)
            {
                string next = pending.Dequeue();
                foreach ((_, _, HashSet<string> identifiers) in _bodies.Where(body => body.Name == next))
                {
                    names.UnionWith(identifiers);
                    foreach (string callee in identifiers.Where(name => _touching.Contains(name) && reached.Add(name)))
                        pending.Enqueue(callee);
                }
            }

            return names.ToImmutableHashSet();
        }

        public IEnumerable<BaseObjectCreationExpressionSyntax> CreationsOf(string name) => _bodies
            .Where(body => body.Identifiers.Contains(name))
            .SelectMany(body => body.Body.DescendantNodes())
            .Select(node => CreatedFor(node, name)).OfType<BaseObjectCreationExpressionSyntax>();

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

        public IEnumerable<SyntaxNode> MayReleaseElsewhere(string lockName, SyntaxNode member, ContractBook book)
        {
            foreach ((_, SyntaxNode body, HashSet<string> identifiers) in _bodies)
            {
                // A method is asked what it does; of anything else only the names can be told.
                if (!body.Span.Contains(member.Span) && identifiers.Contains(lockName)
                    && (body is BaseMethodDeclarationSyntax || identifiers.Any(book.ReleaseNames.Contains)))
                    yield return body;
            }
        }

        public bool MentionsElsewhere(IMethodSymbol method) => _bodies.Any(body =>
            body.Identifiers.Contains(method.Name) && !method.DeclaringSyntaxReferences.Any(reference =>
                reference.SyntaxTree == body.Body.SyntaxTree && body.Body.Span.Contains(reference.Span)));
    }
}
