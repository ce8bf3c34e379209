using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Objects that are made: guards, and others that may give back the locks that they know of.</summary>
internal sealed partial class Flattener
{
    private Expression VisitCreation(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor)
            return Opaque(creation);
        Consulted(creation.Arguments, creation.Syntax);
        if (!IsThrown(creation))
            CallPoint(constructor, creation.Syntax, CallEvidence.IsLikelyToThrow(constructor, isOpen: false));
        Result result = Opaque(creation, creation.Type is { IsReferenceType: true } ? IntervalSet.One : IntervalSet.All);
        var call = new CallSite(
            constructor, result, WriteArguments(creation.Arguments), result, creation);
        ImmutableArray<LockClause> clauses = _book.Of(constructor).Clauses;
        Bind(clauses, call);
        TakeInitially(call);
        if (clauses.IsEmpty)
        {
            MakeGuard(constructor, call);
            PassIn(constructor, call);
            HandOver(constructor, creation);
        }

        return result;
    }

    /// <summary>An object that is made with a lock may be what gives it back, when it is disposed or called.</summary>
    private void PassIn(IMethodSymbol constructor, CallSite call)
    {
        bool? isShared = null;
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (call.Arguments.TryGetValue(parameter.Ordinal, out Expression? argument) && argument is Variable or MemberAccess
                && GuardOf(argument) is null && _callees.ParameterUses.Of(parameter) != ParameterUse.Ignored)
                _events.Add(new Uncertainty(argument, null, call.Syntax)
                {
                    IsByMember = true,
                    IsShared = isShared ??= _callees.NamesNoLock(constructor.ContainingType),
                    IsForDisposal = isShared == false && IsOnlyLock(parameter, constructor) && _callees.GivesBackWhenDisposed(constructor.ContainingType),
                    IsReturned = GuardUse.IsReturned(call.Operation),
                });
        }
    }

    /// <summary>What is given back can be nothing else that the constructor is given.</summary>
    private bool IsOnlyLock(IParameterSymbol parameter, IMethodSymbol constructor) => constructor.Parameters
        .All(other => _book.TraitsOf(other.Type) != LockTraits.None == SymbolEqualityComparer.Default.Equals(other, parameter));

    /// <summary>An object that knows its owner may be what gives back the owner's locks.</summary>
    private void HandOver(IMethodSymbol constructor, IObjectCreationOperation creation)
    {
        if (!creation.Arguments.Any(argument => argument.Value.Syntax is ThisExpressionSyntax))
            return;
        ImmutableHashSet<string> names = _callees.GivenBackBy(constructor.ContainingType);
        if (!names.IsEmpty)
            _events.Add(new Uncertainty(null, names, creation.Syntax));
    }
}
