using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Every contract that a compilation can see: attributes, contract files, the built-in table of .NET locks.
/// One per compilation; safe to ask from several threads.
/// </summary>
internal sealed class ContractBook
{
    private ContractBook()
    {
    }

    /// <summary>Simple names of members that may take a lock, constructors under the name of their type.</summary>
    public ImmutableHashSet<string> AcquireNames { get; } = ImmutableHashSet<string>.Empty;

    /// <summary>Simple names of members that may give a lock back.</summary>
    public ImmutableHashSet<string> ReleaseNames { get; } = ImmutableHashSet<string>.Empty;

    public static ContractBook Create(
        Compilation compilation,
        ImmutableArray<AdditionalText> additionalFiles,
        CancellationToken cancellationToken) => new();

    /// <summary>The contract of a member; parameters in it are those of the original definition.</summary>
    public MemberContract Of(IMethodSymbol method) => MemberContract.None;

    /// <summary>
    /// The same for a call on a receiver of this static type: <c>WaitHandle.WaitOne</c> takes a lock on a mutex only.
    /// </summary>
    public MemberContract Of(IMethodSymbol method, ITypeSymbol? receiverType) => Of(method);

    public LockTraits TraitsOf(ITypeSymbol type) => LockTraits.None;

    /// <summary>False if no contract can be meant by this name: the test before any binding.</summary>
    public bool Mentions(string identifier) => false;
}
