using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Testing;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The framework a test compiles against. Nothing is downloaded: known ones come with the SDK.</summary>
public sealed class ReferenceAssemblies
{
    private readonly bool _fromPack;

    public ReferenceAssemblies(string targetFramework)
        : this(targetFramework, [], fromPack: false)
    {
    }

    private ReferenceAssemblies(string targetFramework, ImmutableArray<string> assemblies, bool fromPack)
    {
        TargetFramework = targetFramework;
        Assemblies = assemblies;
        _fromPack = fromPack;
    }

    public string TargetFramework { get; }

    public ImmutableArray<string> Assemblies { get; }

    public ReferenceAssemblies AddAssemblies(ImmutableArray<string> assemblies) =>
        new(TargetFramework, Assemblies.AddRange(assemblies), _fromPack);

    public Task<ImmutableArray<MetadataReference>> ResolveAsync(string? language, CancellationToken cancellationToken)
    {
        ImmutableArray<MetadataReference> pack = _fromPack ? TargetingPack.References(TargetFramework) : [];
        return Task.FromResult(pack.AddRange(Assemblies.Select(path => MetadataReference.CreateFromFile(path))));
    }

    /// <summary>The releases of .NET since 8.</summary>
    public static class Net
    {
        public static ReferenceAssemblies Net80 { get; } = new("net8.0", [], fromPack: true);

        public static ReferenceAssemblies Net90 { get; } = new("net9.0", [], fromPack: true);

        public static ReferenceAssemblies Net100 { get; } = new("net10.0", [], fromPack: true);
    }
}
