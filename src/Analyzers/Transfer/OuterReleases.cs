using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Whether the member around a nested function gives back a lock, by a call with a contract or of a member that does: then
/// somebody there knows whether the function has run.
/// </summary>
internal sealed class OuterReleases(ContractBook book, SemanticModel model, CancellationToken cancellation)
{
    /// <param name="isHelper">True for a method without a contract that gives back the lock.</param>
    public bool Any(SyntaxNode function, ISymbol? place, System.Func<IMethodSymbol, bool> isHelper) =>
        function.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } around
        && around.DescendantNodes(node => node != function).OfType<InvocationExpressionSyntax>().Any(call =>
            model.GetOperation(call, cancellation) is IInvocationOperation invocation
            && (Releases(invocation, place) || isHelper(invocation.TargetMethod)));

    private bool Releases(IInvocationOperation call, ISymbol? place) => book.Of(call.TargetMethod, call.Instance?.Type).Clauses
        .Any(clause => clause.Kind == ClauseKind.Releases && clause.Target.Path.IsEmpty && clause.Target.Root switch
        {
            TargetRoot.This => IsPlace(call.Instance, place),
            TargetRoot.Parameter => IsPlace(
                call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == clause.Target.Parameter!.Ordinal)?.Value, place),
            _ => false,
        });

    /// <summary>The object itself where the lock has no other place.</summary>
    private static bool IsPlace(IOperation? named, ISymbol? place)
    {
        while (named is IConversionOperation conversion)
            named = conversion.Operand;
        return named switch
        {
            IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member, place),
            ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, place),
            IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, place),
            IInstanceReferenceOperation => place is null,
            _ => false,
        };
    }
}
