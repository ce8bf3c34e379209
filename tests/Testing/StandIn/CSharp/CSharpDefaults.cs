namespace Microsoft.CodeAnalysis.CSharp.Testing;

/// <summary>How every C# test is compiled unless it says otherwise.</summary>
internal static class CSharpDefaults
{
    internal static CSharpCompilationOptions Compilation { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    internal static CSharpParseOptions Parse { get; } =
        new(LanguageVersion.Default, DocumentationMode.Diagnose);
}
