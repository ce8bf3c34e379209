using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>The methods that may be called by their name alone in one place and may leave a lock changed. Immutable.</summary>
internal sealed class ChangersInReach(ImmutableArray<TypeChangers> types)
{
    public static readonly ChangersInReach None = new([]);

    private readonly ImmutableArray<TypeChangers> _types = types;

    /// <summary>All that are changers, and some that turn out not to be when they are looked into.</summary>
    public ImmutableHashSet<string> Names { get; } = types.Length == 1
        ? types[0].Names
        : types.Aggregate(ImmutableHashSet<string>.Empty, (names, type) => names.Union(type.Names));

    public ChangersInReach And(ChangersInReach other) =>
        other._types.IsEmpty ? this : _types.IsEmpty ? other : new ChangersInReach([.. _types, .. other._types]);

    /// <summary>True if a method of this name leaves a lock changed; solves it for that if nobody has asked before.</summary>
    public bool Has(string name, SemanticModel model, CancellationToken cancellation)
    {
        if (!Names.Contains(name))
            return false;
        foreach (TypeChangers type in _types)
        {
            if (type.Has(name, model, cancellation))
                return true;
        }

        return false;
    }
}
