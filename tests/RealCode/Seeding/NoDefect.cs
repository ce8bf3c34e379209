using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.RealCode.Seeding;

/// <summary>
/// Why what would be planted is no defect, or one that nobody can tell from right code. Judged by the original alone, so
/// that what is found counts no more than what is missed.
/// </summary>
internal sealed class NoDefect
{
    private readonly LockPair _pair;
    private readonly List<MemberBody> _bodies;
    private readonly List<(MemberBody Body, LockAnalysis Lock)> _locks;

    public NoDefect(LockPair pair, Trial original)
    {
        _pair = pair;
        _bodies = [.. original.Bodies()];
        _locks = [.. _bodies.SelectMany(body => body.Locks.Where(pair.IsSolvedBy).Select(analysis => (body, analysis)))];
    }

    /// <summary>Why nothing planted there would be one; null if it may be.</summary>
    public string? WhyNothing(SemanticModel model, Summaries summaries)
    {
        if (_bodies.Exists(body => body.Body.IsBroken))
            return "does not compile here";
        if (_bodies.Exists(body => IsUnresolved((body.Member as IMethodSymbol)?.ReturnType)))
            return "returns a type that is not resolved here";
        return (_pair.Traits & LockTraits.Counted) != 0
            && PlaceOf(_pair.TargetSyntax, model) is { ContainingType: { } type } place
            && summaries.Texts.IsSignal(type, place.Name)
                ? "a signal, made without a permit"
                : null;
    }

    /// <summary>The field or property that holds what the expression names, through a local and through getters.</summary>
    private static ISymbol? PlaceOf(ExpressionSyntax name, SemanticModel model)
    {
        ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
        ExpressionSyntax? behind = symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: { } value } when symbol is ILocalSymbol => value,
            PropertyDeclarationSyntax { ExpressionBody.Expression: { } value } => value,
            PropertyDeclarationSyntax
            {
                AccessorList.Accessors: [{ Body.Statements: [ReturnStatementSyntax { Expression: { } value }] }, ..],
            } => value,
            _ => null,
        };
        return behind is IdentifierNameSyntax or MemberAccessExpressionSyntax
            ? PlaceOf(behind, model.Compilation.GetSemanticModel(behind.SyntaxTree))
            : symbol;
    }

    /// <summary>Why this one is none; null if it is.</summary>
    public string? Why(Defect defect)
    {
        if (defect == Defect.Throw || !defect.Warned.Contains("EXL0001"))
            return null;
        if (_locks.Exists(pair => pair.Lock.Exits.Any(exit => exit.Thrown is null && exit.State.Lock.IsHeld)))
            return "the member leaves it held on another way";
        return defect == Defect.NoRelease && _locks.Exists(pair => IsEndedElsewhere(pair.Body, pair.Lock))
            ? "another member gives it back for others"
            : null;
    }

    /// <summary>A member that takes it and goes is the beginning of what the other ends.</summary>
    private static bool IsEndedElsewhere(MemberBody body, LockAnalysis analysis) =>
        analysis.Group.LastName(analysis.Body.Variables) is { } name
        && body.Member.ContainingType is { } type
        && body.Callees.Texts.MayReleaseElsewhere(type, name, body.Declaration).OfType<IMethodSymbol>().Any(method =>
            body.Callees.OfMember(method).Clauses.Any(clause =>
                clause.Kind == ClauseKind.Releases && LockTarget.NameOf(clause.Target) == name));

    private static bool IsUnresolved(ITypeSymbol? type) => type is { TypeKind: TypeKind.Error }
        || (type as INamedTypeSymbol)?.TypeArguments.Any(IsUnresolved) == true;
}
