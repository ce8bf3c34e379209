using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Inferred summaries of the members of a compilation, each worked out once, on demand. Thread-safe; what is found does
/// not depend on who asks first.
/// </summary>
internal sealed class Summaries
{
    private readonly ConcurrentDictionary<IMethodSymbol, Summary> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Bodies that were solved for somebody who calls them, until their own turn comes.</summary>
    private readonly ConcurrentDictionary<IMethodSymbol, MemberBody> _solved = new(SymbolEqualityComparer.Default);

    /// <param name="models">Those that are known already, if any are.</param>
    public Summaries(ContractBook book, SemanticModels? models = null)
    {
        Book = book;
        Models = models ?? new SemanticModels();
        Wrappers = new StaticWrappers(book, Models);
        Uses = new LockUses(book, Models, Wrappers);
        Texts = new CalleeBodies(book);
        Stable = new StablePlaces(Texts);
        Confined = new ConfinedLocks(book, Wrappers, Models);
    }

    public ContractBook Book { get; }

    public SemanticModels Models { get; }

    public StaticWrappers Wrappers { get; }

    public LockUses Uses { get; }

    public CalleeBodies Texts { get; }

    public ConfinedLocks Confined { get; }

    public StablePlaces Stable { get; }

    public ParameterUses ParameterUses { get; } = new();

    public bool TryGet(IMethodSymbol method, out Summary summary) => _known.TryGetValue(method, out summary!);

    public void Keep(IMethodSymbol method, Summary summary, MemberBody solved)
    {
        if (_known.TryAdd(method, summary))
            _solved[method] = solved;
    }

    /// <summary>What a member does to locks, worked out now if nobody has asked before.</summary>
    public Summary Of(IMethodSymbol method, SemanticModel model, CancellationToken cancellation) =>
        new Callees(this, model, method, null, cancellation).OfMember(method);

    /// <summary>The body of a member, solved now or before on behalf of a caller; null if it has no graph.</summary>
    public MemberBody? Take(
        ISymbol member, SyntaxNode declaration, SyntaxNode body, SemanticModel model, CancellationToken cancellation)
    {
        // A method's summary is wanted sooner or later, and solving its body for it is solving its body.
        if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } asked && !_known.ContainsKey(asked))
            Of(asked, model, cancellation);
        if (member is IMethodSymbol method && _solved.TryRemove(method, out MemberBody? solved)
            && solved.Declaration == declaration)
            return solved.AskedBy(new Callees(this, model, member, solved.Body.Graph.Graph, cancellation));
        return ControlFlowGraph.Create(body, model, cancellation) is { } graph
            ? MemberBody.Analyze(graph, member, declaration, new Callees(this, model, member, graph, cancellation))
            : null;
    }

    /// <summary>The part of a method's or accessor's declaration that has its body.</summary>
    public static SyntaxNode? BodyOf(IMethodSymbol method, CancellationToken cancellation) =>
        (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellation))
            .FirstOrDefault(node => node is BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null }
                or AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null }
                or ArrowExpressionClauseSyntax);
}
