using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Where a lock is kept: the field or property that its path ends in, or that a local is a copy of. Immutable.</summary>
/// <param name="Name">By which other members would name it; null if no other can.</param>
/// <param name="Symbol">The field or property; null if it is neither.</param>
/// <param name="IsPrivate">Nothing outside the type can name it.</param>
internal sealed record LockPlace(string? Name, ISymbol? Symbol, bool IsPrivate)
{
    /// <summary>The object itself, which anybody may lock who has it.</summary>
    private const string This = "this";

    public static LockPlace Of(LockAnalysis analysis)
    {
        LockGroup group = analysis.Group;
        if (group.Path is Variable && CopiedFrom(analysis) is { } copied)
            return new LockPlace(copied.Name, copied, copied.DeclaredAccessibility == Accessibility.Private);
        string? name = group.Path is Receiver ? This : group.LastName(analysis.Body.Variables);
        return new LockPlace(name, group.Place, IsPrivatePath(group.Path));
    }

    /// <summary>No argument of a member is this object: it has its own name for that.</summary>
    public bool IsThis => Symbol is null && Name == This;

    /// <summary>True if the condition holds in the type of the member or in that of the field: either may make it.</summary>
    public bool IsMade(ISymbol member, Func<INamedTypeSymbol, string, bool> condition) => Name is not null
        && ((member.ContainingType is { } type && condition(type, Name))
            || (Symbol?.ContainingType is { } owner && condition(owner, Name)));

    /// <summary>The field of this object, or static field, from which the variable has the lock wherever it is held.</summary>
    private static ISymbol? CopiedFrom(LockAnalysis analysis)
    {
        List<Value?> held = analysis.Exits.SelectMany(exit => exit.State.Lock.Parts)
            .Select(part => part.Identity).Distinct().ToList();
        return held.Count == 1 && held[0] is { Kind: ValueKind.Member, Parent: null or { Kind: ValueKind.This } } only
            ? only.Symbol
            : null;
    }

    private static bool IsPrivatePath(Expression path) => path switch
    {
        MemberAccess { Instance: null or Receiver, Symbol.DeclaredAccessibility: Accessibility.Private } => true,
        MemberAccess { Instance: MemberAccess or ElementAccess or Each } access => IsPrivatePath(access.Instance),
        ElementAccess element => IsPrivatePath(element.Array),
        Each each => IsPrivatePath(each.Collection),
        _ => false,
    };
}
