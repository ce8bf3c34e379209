using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// The assemblies whose members may carry contract attributes: those that declare the attribute types or reference one
/// that does. All others are never asked, which keeps the hundreds of assemblies of .NET out of it.
/// </summary>
internal sealed class AttributedAssemblies
{
    private readonly IAssemblySymbol _own;

    private AttributedAssemblies(IAssemblySymbol own, ImmutableHashSet<IAssemblySymbol> referenced)
    {
        _own = own;
        Referenced = referenced;
    }

    /// <summary>Without the compilation's own assembly, which always counts.</summary>
    public ImmutableHashSet<IAssemblySymbol> Referenced { get; }

    public static AttributedAssemblies Of(Compilation compilation)
    {
        ImmutableHashSet<IAssemblySymbol> declaring = compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => ContractAttributes.TypeNames.Any(KnownTypes.In(assembly).Contains))
            .ToImmutableHashSet<IAssemblySymbol>(SymbolEqualityComparer.Default);
        if (ContractAttributes.TypeNames.Any(name => compilation.Assembly.GetTypeByMetadataName(name) is not null))
            declaring = declaring.Add(compilation.Assembly);
        if (declaring.IsEmpty)
            return new AttributedAssemblies(compilation.Assembly, declaring);

        ImmutableHashSet<string> names = [.. declaring.Select(assembly => assembly.Name)];
        ImmutableHashSet<IAssemblySymbol> knowing = compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => declaring.Contains(assembly) || References(assembly, names))
            .ToImmutableHashSet<IAssemblySymbol>(SymbolEqualityComparer.Default);
        return new AttributedAssemblies(compilation.Assembly, knowing);
    }

    public bool Contains(IAssemblySymbol assembly) =>
        SymbolEqualityComparer.Default.Equals(assembly, _own) || Referenced.Contains(assembly);

    private static bool References(IAssemblySymbol assembly, ImmutableHashSet<string> names) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(identity => names.Contains(identity.Name)));
}
