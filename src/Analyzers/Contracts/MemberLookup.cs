using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Fields and properties by name, also inherited ones and those of type parameters' constraints.</summary>
internal static class MemberLookup
{
    /// <summary>Null if there is none. A contract may name what its reader can't access.</summary>
    public static ISymbol? Find(ITypeSymbol type, string name)
    {
        if (type is ITypeParameterSymbol parameter)
            return parameter.ConstraintTypes.Select(constraint => Find(constraint, name)).FirstOrDefault(IsFound);

        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (Declared(current, name) is { } member)
                return member;
        }

        return type.TypeKind == TypeKind.Interface
            ? type.AllInterfaces.Select(parent => Declared(parent, name)).FirstOrDefault(IsFound)
            : null;
    }

    public static ITypeSymbol TypeOf(ISymbol member) =>
        member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;

    private static ISymbol? Declared(ITypeSymbol type, string name) =>
        type.GetMembers(name).FirstOrDefault(
            member => member is IFieldSymbol or IPropertySymbol { IsIndexer: false });

    private static bool IsFound(ISymbol? member) => member is not null;
}
