using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Which of the types that the built-in tables and attributes name an assembly declares. Kept as long as the assembly's
/// symbol: an editor makes a new compilation for every key, and its references stay what they are.
/// </summary>
internal static class KnownTypes
{
    private static readonly ImmutableArray<string> Names =
        [.. ContractFile.DotNet.Declarations.Concat(ContractFile.Libraries.Declarations)
            .Select(declaration => declaration.Id.ContainingType).OfType<string>().Select(type => type.Substring(2))
            .Concat(ContractAttributes.TypeNames).Distinct()];

    private static readonly ConditionalWeakTable<IAssemblySymbol, ImmutableHashSet<string>> Declared = new();

    /// <summary>Those of the compilation and of what it references.</summary>
    public static ImmutableHashSet<string> In(Compilation compilation)
    {
        ImmutableHashSet<string>.Builder names = ImmutableHashSet.CreateBuilder<string>();

        // Sources are asked anew: what they declare changes.
        names.UnionWith(Find(compilation.Assembly));
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
            names.UnionWith(In(assembly));
        return names.ToImmutable();
    }

    /// <summary>Those of a referenced assembly.</summary>
    public static ImmutableHashSet<string> In(IAssemblySymbol assembly) => Declared.GetValue(assembly, Find);

    private static ImmutableHashSet<string> Find(IAssemblySymbol assembly) =>
        [.. Names.Where(name => assembly.GetTypeByMetadataName(name) is not null)];
}
