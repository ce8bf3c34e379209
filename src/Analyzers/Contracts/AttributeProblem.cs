using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>What is wrong with one contract attribute, told from the declaration that it stands on.</summary>
internal sealed class AttributeProblem
{
    private readonly Compilation _compilation;
    private readonly AttributeSyntax _syntax;
    private readonly ISymbol _carrier;
    private readonly AttributeData _attribute;

    private AttributeProblem(
        Compilation compilation, AttributeSyntax syntax, ISymbol carrier, AttributeData attribute)
    {
        _compilation = compilation;
        _syntax = syntax;
        _carrier = carrier;
        _attribute = attribute;
    }

    /// <summary>Null if the attribute is understood, is not ours, or the compiler has its own complaint.</summary>
    public static ContractProblem? Of(AttributeSyntax syntax, SemanticModel model, CancellationToken cancellationToken)
    {
        if (ContractAttributes.KindOf(syntax) == ContractAttribute.None)
            return null;

        foreach (ISymbol carrier in Carriers(syntax, model, cancellationToken))
        {
            if (carrier.GetAttributes().FirstOrDefault(data => IsFrom(data, syntax)) is { } attribute)
                return new AttributeProblem(model.Compilation, syntax, carrier, attribute).Find();
        }

        return null;
    }

    /// <summary>The declared symbol; <c>[method: ...]</c> on a type is about its primary constructor.</summary>
    private static IEnumerable<ISymbol> Carriers(
        AttributeSyntax syntax, SemanticModel model, CancellationToken cancellationToken)
    {
        ISymbol? declared = syntax.Parent?.Parent switch
        {
            null => null,
            CompilationUnitSyntax => model.Compilation.Assembly,
            LambdaExpressionSyntax lambda => model.GetSymbolInfo(lambda, cancellationToken).Symbol,
            { } declaration => model.GetDeclaredSymbol(declaration, cancellationToken),
        };
        if (declared is null)
            return [];

        return declared is INamedTypeSymbol type ? [type, .. type.InstanceConstructors] : [declared];
    }

    private static bool IsFrom(AttributeData attribute, AttributeSyntax syntax) =>
        attribute.ApplicationSyntaxReference is { } place
        && place.SyntaxTree == syntax.SyntaxTree
        && place.Span == syntax.Span;

    private ContractProblem? Find()
    {
        ClauseProblem? problem = ContractAttributes.ReadClause(_attribute) is { } clause
            ? ProblemOf(clause)
            : ContractAttributes.ReadProof(_attribute) is { } proof ? ProblemOf(proof) : null;
        return problem is null ? null : new ContractProblem(problem.Message, PlaceOf(problem.Part));
    }

    /// <summary>A property's attribute is understood if one of the accessors can keep it.</summary>
    private ClauseProblem? ProblemOf(ClauseText text)
    {
        ClauseProblem? first = null;
        foreach (IMethodSymbol method in Methods(_carrier))
        {
            ContractScope scope = ContractScope.Of(method, _compilation);
            LockClause? clause = ClauseBinder.Bind(text, scope, kinds: null, out ClauseProblem? problem);
            if (problem is null)
                return clause is null ? null : ContradictionOf(clause, scope);

            first ??= problem;
        }

        return first;
    }

    /// <summary>Of two that contradict each other, the later one is reported.</summary>
    private ClauseProblem? ContradictionOf(LockClause clause, ContractScope scope) => _carrier.GetAttributes()
        .TakeWhile(other => !IsFrom(other, _syntax))
        .Select(ContractAttributes.ReadClause)
        .OfType<ClauseText>()
        .Select(text => ClauseBinder.Bind(text, scope, kinds: null, out _))
        .OfType<LockClause>()
        .Select(earlier => Contradiction.Between(earlier, clause))
        .Where(message => message is not null)
        .Select(message => new ClauseProblem(ClausePart.Target, message!))
        .FirstOrDefault();

    private ClauseProblem? ProblemOf(ProofText text)
    {
        ClauseProblem? first = null;
        foreach (ContractScope scope in Scopes())
        {
            ProofBinder.Bind(text, scope, out ClauseProblem? problem);
            if (problem is null)
                return null;

            first ??= problem;
        }

        return first;
    }

    private IEnumerable<ContractScope> Scopes() => _carrier switch
    {
        IAssemblySymbol => [ContractScope.OfAssembly(_compilation)],
        INamedTypeSymbol { TypeKind: not TypeKind.Delegate } type => [ContractScope.Of(type, _compilation)],
        _ => Methods(_carrier).Select(method => ContractScope.Of(method, _compilation)),
    };

    internal static IEnumerable<IMethodSymbol> Methods(ISymbol carrier) => carrier switch
    {
        IMethodSymbol method => [method],
        IPropertySymbol property => new[] { property.GetMethod, property.SetMethod }.OfType<IMethodSymbol>(),
        INamedTypeSymbol { DelegateInvokeMethod: { } invoke } => [invoke],
        _ => [],
    };

    private Location PlaceOf(ClausePart part)
    {
        string name = part == ClausePart.Exits ? "On" : part.ToString();
        AttributeArgumentSyntax? argument = _syntax.ArgumentList?.Arguments.FirstOrDefault(
            candidate => part == ClausePart.Target
                ? candidate.NameEquals is null
                : candidate.NameEquals?.Name.Identifier.ValueText == name);
        return (argument?.Expression ?? (SyntaxNode)_syntax).GetLocation();
    }
}
