using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// What is wrong with a contract file: its own lines, and what they say of types that this compilation knows. A type it
/// does not know is no problem; files are shared between projects with different references.
/// </summary>
internal sealed class FileProblems(AdditionalText file, Compilation compilation, CancellationToken cancellationToken)
{
    private readonly SourceText? _text = file.GetText(cancellationToken);

    public IEnumerable<ContractProblem> Find()
    {
        if (_text is null)
            yield break;

        ContractFile contracts = ContractFile.Of(_text);
        foreach (FileProblem problem in contracts.Problems)
            yield return At(problem.Span, problem.Message);

        foreach (IGrouping<string, ContractDeclaration> subject in contracts.Declarations.GroupBy(Subject))
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<ContractDeclaration> earlier = [];
            foreach (ContractDeclaration declaration in subject)
            {
                if (ProblemOf(declaration, earlier) is { } problem)
                    yield return problem;

                earlier.Add(declaration);
            }
        }
    }

    private static string Subject(ContractDeclaration declaration) => $"{declaration.Id} {declaration.Receiver}";

    private ContractProblem? ProblemOf(ContractDeclaration declaration, List<ContractDeclaration> earlier)
    {
        string typeId = declaration.Id.ContainingType ?? declaration.Id.ToString();
        if (TypeOf(typeId) is not { } type)
            return null;

        IMethodSymbol[] methods = [.. Methods(declaration.Id, type)];
        if (methods.Length == 0 && (declaration.Clause is not null || declaration.Id.Kind != 'T'))
            return At(declaration.IdSpan, NotFound(declaration.Id, type));

        if (declaration.Receiver is { } id && TypeOf(id.ToString()) is { } receiver && !Derives(receiver, type))
            return At(declaration.ReceiverSpan, $"'{Show(receiver)}' does not derive from '{Show(type)}'");

        return declaration.Clause is { } clause ? ProblemOf(declaration, clause, methods, earlier) : null;
    }

    /// <summary>A line for all overloads is understood if it fits one of them.</summary>
    private ContractProblem? ProblemOf(
        ContractDeclaration declaration, ClauseText text, IMethodSymbol[] methods, List<ContractDeclaration> earlier)
    {
        ClauseProblem? first = null;
        foreach (IMethodSymbol method in methods)
        {
            ContractScope scope = ContractScope.Of(method, compilation);
            LockClause? clause = ClauseBinder.Bind(text, scope, kinds: null, out ClauseProblem? problem);
            if (problem is null)
            {
                return clause is not null && ContradictionOf(clause, scope, earlier) is { } message
                    ? At(declaration.PlaceOf(ClausePart.Target), message)
                    : null;
            }

            first ??= problem;
        }

        return first is null ? null : At(declaration.PlaceOf(first.Part), first.Message);
    }

    private static string? ContradictionOf(
        LockClause clause, ContractScope scope, List<ContractDeclaration> earlier) => earlier
        .Select(declaration => declaration.Clause)
        .OfType<ClauseText>()
        .Select(text => ClauseBinder.Bind(text, scope, kinds: null, out _))
        .OfType<LockClause>()
        .Select(other => Contradiction.Between(other, clause))
        .FirstOrDefault(message => message is not null);

    private INamedTypeSymbol? TypeOf(string id) =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol;

    private static IEnumerable<IMethodSymbol> Methods(DocumentationId id, INamedTypeSymbol type) => id.Kind switch
    {
        'T' => AttributeProblem.Methods(type),
        _ => type.GetMembers()
            .Where(member => member.Kind == (id.Kind == 'P' ? SymbolKind.Property : SymbolKind.Method))
            .Where(member => id.Matches(member.GetDocumentationCommentId()))
            .SelectMany(AttributeProblem.Methods),
    };

    private static string NotFound(DocumentationId id, INamedTypeSymbol type)
    {
        if (id.Kind == 'T')
            return $"'{Show(type)}' is not a delegate; a contract is about a member";

        string kind = id.Kind == 'P' ? "property" : "method";
        string parameters = id.IsExact ? " with these parameters" : "";
        return $"'{Show(type)}' has no {kind} '{id.SourceName}'{parameters}";
    }

    private static bool Derives(INamedTypeSymbol type, INamedTypeSymbol from)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, from.OriginalDefinition))
                return true;
        }

        return type.AllInterfaces.Any(
            parent => SymbolEqualityComparer.Default.Equals(parent.OriginalDefinition, from.OriginalDefinition));
    }

    private static string Show(ITypeSymbol type) => TargetResolver.Show(type);

    private ContractProblem At(TextSpan span, string message) =>
        new(message, Location.Create(file.Path, span, _text!.Lines.GetLinePositionSpan(span)));
}
