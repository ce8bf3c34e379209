using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Targets that start with a type: <c>Registry.Gate</c>. The type is found by its simple name in the containing types
/// and namespaces, else by its full name; usings don't count.
/// </summary>
internal static class StaticPath
{
    public static ResolvedTarget? Resolve(string text, string[] names, ContractScope scope)
    {
        for (INamedTypeSymbol? type = scope.Type; type is not null; type = type.ContainingType)
        {
            if (type.Name == names[0])
                return FollowStatic(text, type, names, 1);

            if (NestedIn(type, names[0]) is { } nested)
                return FollowStatic(text, nested, names, 1);
        }

        // A namespace that one assembly declares alone leads outward to that assembly's global namespace only.
        INamespaceSymbol? space = scope.Type?.ContainingNamespace ?? scope.Compilation.GlobalNamespace;
        for (; space is not null; space = space.ContainingNamespace)
        {
            INamespaceSymbol whole = scope.Compilation.GetCompilationNamespace(space) ?? space;
            if (ResolveIn(whole, text, names) is { } found)
                return found;
        }

        return null;
    }

    private static ResolvedTarget? ResolveIn(INamespaceSymbol space, string text, string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (space.GetTypeMembers(names[i], arity: 0).FirstOrDefault() is { } type)
                return FollowStatic(text, type, names, i + 1);

            if (space.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == names[i]) is not { } next)
                return null;

            space = next;
        }

        return null;
    }

    private static ResolvedTarget FollowStatic(string text, INamedTypeSymbol type, string[] names, int next)
    {
        for (; next < names.Length; next++)
        {
            if (MemberLookup.Find(type, names[next]) is { } member)
            {
                return member.IsStatic
                    ? TargetResolver.Follow(text, TargetRoot.Static, null, type, names, next)
                    : ResolvedTarget.Unknown($"'{names[next]}' of '{TargetResolver.Show(type)}' is not static");
            }

            if (NestedIn(type, names[next]) is not { } nested)
            {
                return ResolvedTarget.Unknown(
                    $"'{TargetResolver.Show(type)}' has no field or property '{names[next]}'");
            }

            type = nested;
        }

        return ResolvedTarget.Unknown($"'{text}' is a type, which can't be held");
    }

    private static INamedTypeSymbol? NestedIn(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetTypeMembers(name, arity: 0).FirstOrDefault() is { } nested)
                return nested;
        }

        return null;
    }
}
