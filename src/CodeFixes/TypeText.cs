using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.CodeFixes;

/// <summary>A type as it is written at one place of the source: as short as the usings there allow.</summary>
internal static class TypeText
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Of(ITypeSymbol type, SemanticModel model, int position) =>
        type.ToMinimalDisplayString(model, position, Format);
}
