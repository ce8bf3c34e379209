using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What one body may ask about the members it calls. Follows calls from body to body; where they come round in a circle,
/// the member that is being worked on counts as unknown, and what rests on that is not kept for others.
/// </summary>
internal sealed class Callees
{
    private const int MaxChain = 12;

    private readonly Summaries _shared;
    private readonly SemanticModel _model;
    private readonly ISymbol _member;
    private readonly ControlFlowGraph? _graph;
    private readonly Circle _circle;
    private readonly int _depth;

    /// <param name="member">Who asks; a member of its own type.</param>
    /// <param name="graph">Its body, where local functions are found.</param>
    public Callees(
        Summaries shared, SemanticModel model, ISymbol member, ControlFlowGraph? graph, CancellationToken cancellation)
        : this(shared, model, member, graph, new Circle(cancellation), -1)
    {
    }

    private Callees(
        Summaries shared, SemanticModel model, ISymbol member, ControlFlowGraph? graph, Circle circle, int depth)
    {
        _shared = shared;
        _model = model;
        _member = member;
        _graph = graph;
        _circle = circle;
        _depth = depth;
    }

    public ContractBook Book => _shared.Book;

    public CalleeBodies Texts => _shared.Texts;

    public StablePlaces Stable => _shared.Stable;

    public ParameterUses ParameterUses => _shared.ParameterUses;

    public CancellationToken Cancellation => _circle.Cancellation;

    /// <summary>What a call of the method does to locks; neutral if it belongs to a type that is not followed.</summary>
    /// <param name="isOpen">The call goes wherever the object says: an override may do something else.</param>
    public Summary Of(IMethodSymbol method, bool isOpen)
    {
        IMethodSymbol original = method.OriginalDefinition;
        if (!Texts.Touches(original, _member))
            return _shared.Wrappers.Contains(original, _model, Cancellation) ? OfStranger(original) : Summary.Neutral;
        return isOpen && IsOverridable(original)
            ? Summary.Unknown(Texts.LockNamesIn(original, _member))
            : Of(original, () => Texts.LockNamesIn(original, _member));
    }

    /// <summary>
    /// What a static method of another type does to the locks that it is given. It counts as a whole or not at all: who
    /// writes a <c>Monitor</c> of their own passes the object on, and does nothing else.
    /// </summary>
    private Summary OfStranger(IMethodSymbol method)
    {
        Summary summary = Of(method, () => Texts.LockNamesIn(method, method));
        return summary.Open.IsEmpty && summary.Names.IsEmpty && summary.Clauses.All(clause => clause.Target is
            { Root: TargetRoot.Parameter, Path.IsEmpty: true })
            ? summary with { Passing = ImmutableArray<LockClause>.Empty, IsWhole = true }
            : Summary.Neutral;
    }

    /// <summary>What a member of the asker's own type does, whoever calls it.</summary>
    public Summary OfMember(IMethodSymbol method) => Of(method, () => Texts.LockNamesIn(method, method));

    /// <summary>What is special about the lock that making such an object takes and disposing it gives back; null if it is no guard.</summary>
    public LockTraits? GuardTraits(IMethodSymbol constructor)
    {
        IMethodSymbol original = constructor.OriginalDefinition;
        if (original.ContainingType.GetMembers("Dispose").OfType<IMethodSymbol>()
                .FirstOrDefault(method => method.Parameters.IsEmpty) is not { } dispose
            || !MentionsLock(original) || !MentionsLock(dispose)
            || OfMember(original).Clauses.FirstOrDefault(clause => clause is { Kind: ClauseKind.Acquires, When: Outcome.Always })
                is not { } taken)
            return null;
        Summary disposed = OfMember(dispose);
        bool givesBack = !disposed.Open.IsEmpty || disposed.Clauses.Any(clause => clause.Kind == ClauseKind.Releases);
        return givesBack ? taken.Traits : null;
    }

    /// <summary>True if disposing an object of the type gives back what a field of it holds.</summary>
    public bool GivesBackWhenDisposed(INamedTypeSymbol type) =>
        type.OriginalDefinition.GetMembers("Dispose").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.IsEmpty)
            is { IsAbstract: false } dispose
        && MentionsLock(dispose)
        && (OfMember(dispose).Clauses.Any(clause => clause is { Kind: ClauseKind.Releases, Target.Root: TargetRoot.This })
            || ReleasesPrimaryParameter(dispose));

    /// <summary>A parameter of a primary constructor is no field that a caller could name: told from the text.</summary>
    private bool ReleasesPrimaryParameter(IMethodSymbol dispose)
    {
        ExpressionSyntax? only = Summaries.BodyOf(dispose, Cancellation) switch
        {
            MethodDeclarationSyntax { ExpressionBody.Expression: var expression } => expression,
            MethodDeclarationSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ExpressionStatementSyntax)?.Expression,
            _ => null,
        };
        return only is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax kept, Name.Identifier.ValueText: var name },
            }
            && Book.ReleaseNames.Contains(name)
            && only.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.ParameterList?.Parameters
                .Any(parameter => parameter.Identifier.ValueText == kept.Identifier.ValueText) == true;
    }

    /// <summary>True if the text of the type, and of its bases that have one, names nothing that has a contract.</summary>
    public bool NamesNoLock(INamedTypeSymbol type)
    {
        if (type.DeclaringSyntaxReferences.IsEmpty)
            return false;
        for (INamedTypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.DeclaringSyntaxReferences.Any(part => _shared.Uses.AreNamedIn(part.GetSyntax(Cancellation), Cancellation)))
                return false;
        }

        return true;
    }

    private bool MentionsLock(IMethodSymbol method) => Summaries.BodyOf(method, Cancellation) is { } declaration
        && _shared.Uses.AreNamedIn(declaration, Cancellation);

    /// <summary>True if another member of the type than this one may give back the lock.</summary>
    public bool IsReleasedElsewhere(INamedTypeSymbol type, LockPlace place, SyntaxNode member)
    {
        return place.Name is not { } name
            || IsElsewhere(type, name, member, summary => summary.MayRelease(name, place.Symbol, IsNoArgument));

        bool IsNoArgument() => place.IsThis || IsConfined(place.Symbol);
    }

    /// <summary>The same where that member is known to do so, or nothing is known of it.</summary>
    public bool IsEndedElsewhere(INamedTypeSymbol type, string lockName, SyntaxNode member) =>
        IsElsewhere(type, lockName, member, summary => summary.Releases(lockName));

    /// <summary>True if the member around a nested function gives back the lock.</summary>
    /// <param name="place">The field, property or variable that has it; null for the object itself.</param>
    public bool IsReleasedAround(SyntaxNode function, string lockName, ISymbol? place) =>
        new OuterReleases(Book, _shared.Models.Of(function.SyntaxTree, _model), Cancellation).Any(
            function, place, method => Texts.Touches(method.OriginalDefinition, _member) && Of(method, isOpen: false).Releases(lockName));

    /// <summary>Names of the asker's locks that an object of the type may give back, if it knows the asker.</summary>
    public ImmutableHashSet<string> GivenBackBy(INamedTypeSymbol type) => _member.ContainingType is { } owner
        ? [.. Texts.MayGiveBackFor(owner, type).Where(method => !SymbolEqualityComparer.Default.Equals(method, _member))
            .SelectMany(method => OfMember(method).ReleasedNames)]
        : ImmutableHashSet<string>.Empty;

    /// <summary>True if the field or property is private, and the lock in it is never given to anybody.</summary>
    public bool IsConfined(ISymbol? place) => place is not null && _shared.Confined.Contains(place, _model, Cancellation);

    private bool IsElsewhere(INamedTypeSymbol type, string lockName, SyntaxNode member, Func<Summary, bool> condition)
    {
        foreach (ISymbol? candidate in Texts.MayReleaseElsewhere(type, lockName, member))
        {
            if (candidate is not IMethodSymbol method || !Book.Of(method).Clauses.IsEmpty || condition(OfMember(method)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// True if callers can tell that they hold a lock of this name, and one of them gives it back, or leaves it to callers
    /// of its own who do.
    /// </summary>
    public bool IsTakenForCaller(IMethodSymbol method, string lockName) =>
        IsTakenForCaller(method, lockName, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    private bool IsTakenForCaller(IMethodSymbol method, string lockName, HashSet<ISymbol> asked)
    {
        if (!asked.Add(method) || !Of(method, () => Texts.LockNamesIn(method, method)).Clauses.Any(clause =>
            clause.Kind == ClauseKind.Acquires && LockTarget.NameOf(clause.Target) == lockName))
            return false;
        if (method.MethodKind == MethodKind.LocalFunction || Texts.IsCalledInFunction(method))
            return true;
        return Texts.CallersOf(method).Any(candidate =>
            candidate is not IMethodSymbol caller || !Book.Of(caller).Clauses.IsEmpty
            || OfMember(caller).MayEnd(method, lockName)
            || IsTakenForCaller(caller, lockName, asked));
    }

    private static bool IsOverridable(IMethodSymbol method) =>
        (method.IsVirtual || method.IsAbstract || (method.IsOverride && !method.IsSealed)) && !method.ContainingType.IsSealed;

    private Summary Of(IMethodSymbol method, Func<ImmutableHashSet<string>> names)
    {
        if (_shared.TryGet(method, out Summary known))
            return known;
        if (_circle.IsOpen(method, out Summary? provisional))
            return provisional ?? Summary.Unknown(names());
        if (_depth >= MaxChain)
        {
            _circle.Defer(method);
            return Summary.Unknown(names());
        }

        if (method.MethodKind == MethodKind.LocalFunction)
            return OfLocal(method, names);
        return _depth < 0 ? FromItsStart(method, names) : OfDeclared(method, names);
    }

    /// <summary>
    /// What a chain of calls is too long to reach is worked out first, from a start of its own: so what is found does not
    /// depend on which member of the chain was asked for before.
    /// </summary>
    private Summary FromItsStart(IMethodSymbol method, Func<ImmutableHashSet<string>> names)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method };
        var waiting = new Stack<IMethodSymbol>(seen);
        Summary summary = Summary.Neutral;
        while (waiting.Count > 0)
        {
            IMethodSymbol next = waiting.Peek();
            if (!_shared.TryGet(next, out summary))
            {
                List<IMethodSymbol> deferred = _circle.Begin(seen);
                summary = OfDeclared(next, waiting.Count == 1 ? names : () => Texts.LockNamesIn(next, next));
                foreach (IMethodSymbol first in deferred.Where(seen.Add))
                    waiting.Push(first);
                if (deferred.Count > 0)
                    continue;
            }

            waiting.Pop();
        }

        return summary;
    }

    private Summary OfDeclared(IMethodSymbol method, Func<ImmutableHashSet<string>> names)
    {
        if (Summaries.BodyOf(method, Cancellation) is not { } declaration)
            return Summary.Unknown(names());
        SemanticModel model = _shared.Models.Of(declaration.SyntaxTree, _model);
        return ControlFlowGraph.Create(declaration, model, Cancellation) is { } graph
            ? Infer(method, declaration, graph, model, names)
            : Summary.Unknown(names());
    }

    private Summary OfLocal(IMethodSymbol function, Func<ImmutableHashSet<string>> names)
    {
        SyntaxNode? declaration = function.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(Cancellation);
        for (ControlFlowGraph? outer = _graph; outer is not null && declaration is not null; outer = outer.Parent)
        {
            if (outer.LocalFunctions.Contains(function))
            {
                ControlFlowGraph graph = outer.GetLocalFunctionControlFlowGraph(function, Cancellation);
                return Infer(function, declaration, graph, _model, names);
            }
        }

        return Summary.Unknown(names());
    }

    private Summary Infer(
        IMethodSymbol method,
        SyntaxNode declaration,
        ControlFlowGraph graph,
        SemanticModel model,
        Func<ImmutableHashSet<string>> names)
    {
        int depth = _depth + 1;
        _circle.Enter(method, depth);
        MemberBody solved = MemberBody.Analyze(
            graph, method, declaration, new Callees(_shared, model, method, graph, _circle, depth));
        Summary summary = SummaryInference.Of(solved, method, names);
        if (_circle.Leave(method, depth, summary) && method.MethodKind != MethodKind.LocalFunction)
            _shared.Keep(method, summary, solved);
        return summary;
    }

    /// <summary>The members that are being worked on, outermost first, and what was found meanwhile.</summary>
    private sealed class Circle(CancellationToken cancellation)
    {
        private readonly Dictionary<ISymbol, int> _open = new(SymbolEqualityComparer.Default);
        private readonly Dictionary<ISymbol, (Summary Summary, int Lowest)> _provisional = new(SymbolEqualityComparer.Default);
        private readonly List<int> _lowest = new();
        private ISet<IMethodSymbol> _givenUp = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        private List<IMethodSymbol> _deferred = new();

        public CancellationToken Cancellation { get; } = cancellation;

        public void Enter(ISymbol member, int depth)
        {
            _open[member] = depth;
            _lowest.Add(int.MaxValue);
        }

        /// <summary>True if the member is being worked on (no summary yet), or was found while one of those was.</summary>
        public bool IsOpen(ISymbol member, out Summary? provisional)
        {
            provisional = null;
            if (_open.TryGetValue(member, out int depth))
            {
                RestOn(depth);
                return true;
            }

            if (!_provisional.TryGetValue(member, out (Summary Summary, int Lowest) found))
                return false;
            provisional = found.Summary;
            RestOn(found.Lowest);
            return true;
        }

        /// <summary>A new start.</summary>
        /// <param name="givenUp">What is not worth one of its own: it has had it, or waits for this.</param>
        /// <returns>Filled with what is too far down.</returns>
        public List<IMethodSymbol> Begin(ISet<IMethodSymbol> givenUp)
        {
            _givenUp = givenUp;
            return _deferred = new List<IMethodSymbol>();
        }

        /// <summary>The chain of calls is too long for this one.</summary>
        public void Defer(IMethodSymbol method)
        {
            if (method.MethodKind != MethodKind.LocalFunction && !_givenUp.Contains(method))
                _deferred.Add(method);
            RestOn(0);
        }

        /// <summary>What is being worked on now rests on the unfinished member at this depth.</summary>
        public void RestOn(int depth)
        {
            if (_lowest.Count > 0)
                _lowest[_lowest.Count - 1] = Math.Min(_lowest[_lowest.Count - 1], depth);
        }

        /// <summary>True if what was found rests on no member further out, and nothing was too far down: then it holds for everybody.</summary>
        public bool Leave(ISymbol member, int depth, Summary summary)
        {
            int lowest = _lowest[_lowest.Count - 1];
            _lowest.RemoveAt(_lowest.Count - 1);
            _open.Remove(member);
            if (lowest < depth)
            {
                RestOn(lowest);
                _provisional[member] = (summary, lowest);
                return false;
            }

            foreach (ISymbol inner in _provisional.Keys.Where(inner => _provisional[inner].Lowest >= depth).ToList())
                _provisional.Remove(inner);
            return depth > 0 || _deferred.Count == 0;
        }
    }
}
