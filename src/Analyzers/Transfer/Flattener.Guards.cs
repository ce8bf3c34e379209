using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Guards: a lock that is given back by disposing an object. To make the object, or to be given it, is the acquire; to
/// dispose the local that keeps it is the release; wherever else it goes, nobody here answers for it from there on.
/// </summary>
internal sealed partial class Flattener
{
    private static readonly LockClause GuardRelease = OfGuard(ClauseKind.Releases, TargetRoot.This);
    public static readonly LockClause GuardAcquire = OfGuard(ClauseKind.Acquires, TargetRoot.Return);

    /// <summary>Guards by the local that keeps them.</summary>
    private readonly Dictionary<string, Result> _guards = new();

    private readonly HashSet<Result> _guardResults = new();

    private readonly HashSet<ITypeSymbol> _declaredGuards = new(SymbolEqualityComparer.Default);

    /// <summary>Results that a declared member acquired and that a local here keeps, and those locals.</summary>
    private readonly HashSet<Result> _owned = new();

    private readonly Dictionary<string, Result> _owners = new();

    private static LockClause OfGuard(ClauseKind kind, TargetRoot root) =>
        new(kind, new ContractTarget(root, null, ImmutableArray<ISymbol>.Empty, ""), Outcome.Always, LockMode.Exclusive)
        {
            IsGuard = true,
        };

    /// <summary>An object of a type whose constructor takes a lock and whose Dispose gives it back.</summary>
    private void MakeGuard(IMethodSymbol constructor, CallSite call)
    {
        if (_callees.GuardTraits(constructor) is not { } traits || !Keeps(call, traits))
            return;
        LockClause clause = GuardAcquire with { Traits = traits & LockTraits.ThreadAffine };
        _events.Add(new LockEvent(clause, call.Result, _sites++, call.Syntax) { Type = constructor.ContainingType });
    }

    /// <summary>
    /// True if this member alone can give the guard back. A using statement does so in any case, and is followed only where
    /// a lock that belongs to its thread may be held while the thread changes.
    /// </summary>
    private bool Keeps(CallSite call, LockTraits traits)
    {
        bool isScoped = GuardUse.IsScoped(call.Operation, _callees.ParameterUses);
        if (isScoped && ((traits & LockTraits.ThreadAffine) == 0 || !MaySuspend(call.Syntax)))
            return false;
        string? keeper = GuardUse.KeeperOf(call.Operation, _callees.ParameterUses) ?? (isScoped ? "" : null);
        if (keeper is null)
            return false;
        if (keeper.Length > 0)
            _guards[keeper] = call.Result;
        _guardResults.Add(call.Result);
        return true;
    }

    private static bool MaySuspend(SyntaxNode made) => (made.Ancestors().FirstOrDefault(node => node
        is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) ?? NestedFunctions.BodyAround(made)) is { } function
        && function.DescendantNodes().Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax);

    /// <summary>A mention of what keeps a guard, by which it may have got another owner.</summary>
    private void Mention(IOperation mention, Expression kept)
    {
        if (_guards.Count > 0 && GuardOf(kept) is { } guard && !GuardUse.IsKept(mention, _callees.ParameterUses))
            _events.Add(new Uncertainty(guard, null, mention.Syntax));
        if (_owners.Count > 0 && mention is ILocalReferenceOperation { Local.Name: { } name } // The compiler's have none.
            && _owners.TryGetValue(name, out Result? owned) && !GuardUse.IsKept(mention, _callees.ParameterUses))
            _events.Add(new HandOut(owned, GuardUse.IsGivenAway(mention) ? Custody.GivenAway : Custody.Lent, mention.Syntax));
    }

    /// <summary>What a member says it acquires by returning it: nobody else can give it back before it is handed out.</summary>
    private void Own(CallSite call)
    {
        if (GuardUse.KeeperOf(call.Operation, _callees.ParameterUses) is not { } keeper)
            return;
        _owned.Add(call.Result);
        if (keeper.Length > 0)
            _owners[keeper] = call.Result;
    }

    /// <summary>The guard that a local keeps, or a capture of the compiler; null if it is none.</summary>
    private Result? GuardOf(Expression kept)
    {
        if (kept is Result result)
            return _guardResults.Contains(result) ? result : null;
        return kept is Variable variable && _variables[variable.Number] is ISymbol { Name: { } name } // The compiler's have none.
            && _guards.TryGetValue(name, out Result? guard) ? guard : null;
    }

    /// <summary>What a callee returns that returns what it was given; null if it does not, or that is no guard.</summary>
    private Result? PassedThrough(IInvocationOperation invocation)
    {
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            if (_guardResults.Count > 0 && argument.Parameter is { } parameter && ResultOf(argument.Value) is Result passed
                && _guardResults.Contains(passed) && _callees.ParameterUses.Of(parameter) == ParameterUse.Returned)
                return passed;
        }

        return null;
    }

    /// <summary>
    /// Disposing what keeps a guard gives its lock back; so does disposing what a member has declared as acquired by
    /// returning it, where the type's own Dispose says nothing.
    /// </summary>
    private bool GivesBackGuard(IMethodSymbol method, IOperation? instance, SyntaxNode syntax)
    {
        while (instance is IConversionOperation conversion)
            instance = conversion.Operand;
        if (method.Name is not ("Dispose" or "DisposeAsync") || instance?.Type is null || ResultOf(instance) is not Variable kept)
            return false;
        bool isDeclared = _declaredGuards.Contains(instance.Type);
        if (!isDeclared && GuardOf(BehindCapture(instance)) is null)
            return false;
        LockClause release = isDeclared ? GuardRelease with { FromAttribute = true } : GuardRelease;
        _events.Add(new LockEvent(release, kept, _sites++, syntax) { Type = isDeclared ? instance.Type : null });
        return true;
    }
}
