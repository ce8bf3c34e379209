using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>A lock as a member's caller can name it: from the receiver, a parameter or a static field.</summary>
internal static class LockTarget
{
    /// <summary>Null if the lock can only be named inside the member.</summary>
    /// <param name="identity">What is locked.</param>
    /// <param name="member">The member; a variable that is not its own is one of the member around it.</param>
    public static ContractTarget? Of(Value? identity, VariableTable variables, ISymbol member)
    {
        var path = new Stack<ISymbol>();
        for (Value? part = identity; part is not null; part = part.Parent)
        {
            switch (part.Kind)
            {
                case ValueKind.Member:
                    path.Push(part.Symbol!);
                    if (part.Parent is null)
                        return Make(TargetRoot.Static, null, path);
                    break;
                case ValueKind.This:
                    return Make(TargetRoot.This, null, path);
                case ValueKind.Initial:
                    return OfVariable(variables[part.Number] as ISymbol, member, path);
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The same for a path as the member's text has it.</summary>
    public static ContractTarget? Of(Expression text, VariableTable variables, ISymbol member)
    {
        var path = new Stack<ISymbol>();
        for (Expression? part = text; part is not null; part = (part as MemberAccess)?.Instance)
        {
            switch (part)
            {
                case MemberAccess access:
                    path.Push(access.Symbol);
                    if (access.Instance is null)
                        return Make(TargetRoot.Static, null, path);
                    break;
                case Receiver:
                    return Make(TargetRoot.This, null, path);
                case Variable variable:
                    return OfVariable(variables[variable.Number] as ISymbol, member, path);
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Last name of the path: a field, a parameter; null for a bare receiver.</summary>
    public static string? NameOf(ContractTarget target) =>
        target.Path.IsEmpty
            ? (target.Captured ?? target.Parameter)?.Name
            : target.Path[target.Path.Length - 1].Name;

    private static ContractTarget? OfVariable(ISymbol? variable, ISymbol member, Stack<ISymbol> path) => variable switch
    {
        IParameterSymbol { RefKind: RefKind.None or RefKind.In } parameter when IsOf(parameter, member) =>
            Make(TargetRoot.Parameter, parameter, path),
        IParameterSymbol or ILocalSymbol when !IsOf(variable, member) && member is IMethodSymbol
        {
            MethodKind: MethodKind.LocalFunction,
        } => Make(TargetRoot.Captured, null, path) with { Captured = variable },
        _ => null,
    };

    private static bool IsOf(ISymbol variable, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, member);

    private static ContractTarget Make(TargetRoot root, IParameterSymbol? parameter, Stack<ISymbol> path)
    {
        IEnumerable<string> names = path.Select(symbol => symbol.Name);
        string text = string.Join(".", root switch
        {
            TargetRoot.Parameter => names.Prepend(parameter!.Name),
            TargetRoot.This when path.Count == 0 => ["this"],
            _ => names,
        });
        return new ContractTarget(root, parameter, path.ToImmutableArray(), text);
    }
}
