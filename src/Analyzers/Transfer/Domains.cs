using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Types as sets of numbers: what a value can be before anything is known of it.</summary>
internal static class Domains
{
    public static IntervalSet Of(ITypeSymbol? type)
    {
        switch (type?.SpecialType)
        {
            case SpecialType.System_Boolean:
                return IntervalSet.Binary;
            case SpecialType.System_Byte:
                return IntervalSet.Between(0, byte.MaxValue);
            case SpecialType.System_UInt16 or SpecialType.System_Char:
                return IntervalSet.Between(0, ushort.MaxValue);
            case SpecialType.System_UInt32:
                return IntervalSet.Between(0, uint.MaxValue);
            case SpecialType.System_UInt64 or SpecialType.System_UIntPtr:
                return IntervalSet.Between(0, long.MaxValue);
            case SpecialType.System_Int32:
                return IntervalSet.Between(int.MinValue, int.MaxValue);
        }

        bool hasNull = type is { IsReferenceType: true }
            || type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        return hasNull ? IntervalSet.References : IntervalSet.All;
    }

    public static bool IsIntegral(ITypeSymbol? type) =>
        type?.TypeKind == TypeKind.Enum
        || type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt64
            or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>The number a constant is; null if it is none.</summary>
    public static long? NumberOf(object? constant) => constant switch
    {
        null => 0,
        bool truth => truth ? 1 : 0,
        ulong number => number > long.MaxValue ? null : (long)number,
        char character => character,
        sbyte or byte or short or ushort or int or uint or long => System.Convert.ToInt64(
            constant, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
