using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>What the values of a type can be: held, counted, compared with zero or null.</summary>
internal static class ValueShape
{
    /// <summary>The compiler has already said that it does not know this type.</summary>
    public static bool IsUnknown(ITypeSymbol type) => type.TypeKind is TypeKind.Error or TypeKind.Dynamic;

    public static bool IsInteger(ITypeSymbol type) => type.SpecialType is
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64
        or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>Numbers, truth values, dates and enums have no identity; a native handle may be a lock.</summary>
    public static bool CanBeHeld(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return CanBeHeld(nullable.TypeArguments[0]);

        bool isHandle = type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;
        return isHandle || !IsInteger(type) && type.TypeKind != TypeKind.Enum && type.SpecialType is not (
            SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Single
            or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_DateTime);
    }

    /// <summary>Whether values of this type can tell such an outcome; null where nothing is returned.</summary>
    public static bool Tells(Outcome outcome, ITypeSymbol? type)
    {
        if (outcome == Outcome.Always)
            return true;

        if (type is null)
            return false;

        return IsUnknown(type) || outcome switch
        {
            Outcome.True or Outcome.False => type.SpecialType == SpecialType.System_Boolean,
            Outcome.Null or Outcome.NotNull => CanBeNull(type),
            _ => IsInteger(type) || type.TypeKind is TypeKind.Enum or TypeKind.Pointer,
        };
    }

    private static bool CanBeNull(ITypeSymbol type) =>
        !type.IsValueType
        || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;
}
