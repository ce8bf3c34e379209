using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>A target with the type it has, or the reason why there is none.</summary>
internal readonly record struct ResolvedTarget(ContractTarget? Target, ITypeSymbol? Type, string? Problem)
{
    public static ResolvedTarget Unknown(string problem) => new(null, null, problem);

    public ISymbol? Last => Target is { Path.IsEmpty: false } target ? target.Path[target.Path.Length - 1] : null;
}

/// <summary>
/// Turns the text of a target into symbols: <c>this</c>, <c>return</c>, a parameter, a member of the containing types,
/// a type, in this order, then fields and properties.
/// </summary>
internal static class TargetResolver
{
    public static ResolvedTarget Resolve(string? text, ContractScope scope)
    {
        string[] names = (text ?? "").Split('.').Select(name => name.Trim()).ToArray();
        if (names.Length == 1 && names[0].Length == 0)
            return ResolvedTarget.Unknown("it names no target");

        if (!names.All(SyntaxFacts.IsValidIdentifier))
            return ResolvedTarget.Unknown($"'{text}' is not a path of fields and properties");

        string first = names[0];
        if (first == "this")
            return ResolveThis(text!, names, scope);

        if (first == "return")
            return ResolveReturn(text!, names, scope);

        if (scope.Method?.Parameters.FirstOrDefault(parameter => parameter.Name == first) is { } parameter)
            return Follow(text!, TargetRoot.Parameter, parameter, parameter.Type, names, 1);

        return ResolveMember(text!, names, scope)
            ?? StaticPath.Resolve(text!, names, scope)
            ?? ResolvedTarget.Unknown(UnknownName(first, scope));
    }

    /// <summary>Goes on from <paramref name="type"/> along the fields and properties that are left.</summary>
    public static ResolvedTarget Follow(
        string text, TargetRoot root, IParameterSymbol? parameter, ITypeSymbol type, string[] names, int next)
    {
        ImmutableArray<ISymbol>.Builder path = ImmutableArray.CreateBuilder<ISymbol>();
        for (; next < names.Length; next++)
        {
            if (MemberLookup.Find(type, names[next]) is not { } member)
                return ResolvedTarget.Unknown($"'{Show(type)}' has no field or property '{names[next]}'");

            path.Add(member);
            type = MemberLookup.TypeOf(member);
        }

        return new ResolvedTarget(new ContractTarget(root, parameter, path.ToImmutable(), text), type, null);
    }

    public static string Show(ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    private static ResolvedTarget ResolveThis(string text, string[] names, ContractScope scope)
    {
        if (scope.Type is null || !scope.HasThis)
            return ResolvedTarget.Unknown("there is no 'this' in a static member");

        return Follow(text, TargetRoot.This, null, scope.Type, names, 1);
    }

    private static ResolvedTarget ResolveReturn(string text, string[] names, ContractScope scope)
    {
        if (scope.Result is null)
            return ResolvedTarget.Unknown("nothing is returned that 'return' could name");

        return Follow(text, TargetRoot.Return, null, scope.Result, names, 1);
    }

    private static ResolvedTarget? ResolveMember(string text, string[] names, ContractScope scope)
    {
        for (INamedTypeSymbol? type = scope.Type; type is not null; type = type.ContainingType)
        {
            if (MemberLookup.Find(type, names[0]) is not { } member)
                continue;

            if (member.IsStatic)
                return Follow(text, TargetRoot.Static, null, type, names, 0);

            bool isOwn = SymbolEqualityComparer.Default.Equals(type, scope.Type);
            return isOwn && scope.HasThis
                ? Follow(text, TargetRoot.This, null, type, names, 0)
                : ResolvedTarget.Unknown($"'{names[0]}' belongs to an instance of '{Show(type)}', and there is none");
        }

        return null;
    }

    private static string UnknownName(string name, ContractScope scope) => scope switch
    {
        { Type: null } => $"'{name}' is not a type",
        { Method: null } => $"'{name}' is neither a member of '{Show(scope.Type)}' nor a type in scope",
        _ => $"'{name}' is neither a parameter nor a member of '{Show(scope.Type)}' nor a type in scope",
    };
}
