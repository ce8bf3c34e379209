using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Every contract that a compilation can see: attributes, contract files, the built-in table of .NET locks.
/// One per compilation; safe to ask from several threads.
/// </summary>
internal sealed class ContractBook
{
    private readonly ConcurrentDictionary<IMethodSymbol, MemberContract> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, ConcurrentDictionary<IMethodSymbol, MemberContract>> _knownOn =
        new(SymbolEqualityComparer.Default);

    private readonly ImmutableArray<ContractTable> _tables;
    private readonly ImmutableHashSet<string> _proofNames;
    private readonly ContractReader _reader;
    private readonly LockKinds _kinds;

    private ContractBook(
        Compilation compilation, ImmutableArray<ContractTable> tables, CancellationToken cancellationToken)
    {
        _tables = tables;
        _kinds = new LockKinds(LockKinds.Declared(tables));
        AttributedAssemblies attributed = AttributedAssemblies.Of(compilation);
        _reader = new ContractReader(compilation, tables, _kinds, attributed.Contains);

        ContractNames names = new();
        foreach (ContractTable table in tables)
            names.AddTable(table);

        names.AddSource(compilation, cancellationToken);
        foreach (IAssemblySymbol assembly in attributed.Referenced)
            names.AddAssembly(assembly, cancellationToken);

        AcquireNames = names.Acquires;
        ReleaseNames = names.Releases;
        _proofNames = names.Proofs;
        Names = AcquireNames.Union(ReleaseNames).Union(_proofNames);
    }

    /// <summary>Simple names of members that may take a lock, constructors under the name of their type.</summary>
    public ImmutableHashSet<string> AcquireNames { get; }

    /// <summary>Simple names of members that may give a lock back.</summary>
    public ImmutableHashSet<string> ReleaseNames { get; }

    public static ContractBook Create(
        Compilation compilation,
        ImmutableArray<AdditionalText> additionalFiles,
        CancellationToken cancellationToken)
    {
        IEnumerable<ContractDeclaration> written = additionalFiles
            .Where(ContractFile.Is)
            .SelectMany(file => ContractFile.Of(file, cancellationToken).Declarations)
            .Select(ContractFile.AsWrittenByUser);

        // Names of a library that is not referenced would only cost looks at members that happen to use them.
        ImmutableHashSet<string> known = KnownTypes.In(compilation);
        ImmutableArray<ContractTable> tables =
        [
            new ContractTable(written),
            new ContractTable(ContractFile.DotNet.Declarations.Concat(ContractFile.Libraries.Declarations)
                .GroupBy(declaration => declaration.Id.ContainingType)
                .Where(declarations => declarations.Key is null || known.Contains(declarations.Key.Substring(2)))
                .SelectMany(declarations => declarations)),
        ];
        return new ContractBook(compilation, tables, cancellationToken);
    }

    /// <summary>The contract of a member; parameters in it are those of the original definition.</summary>
    public MemberContract Of(IMethodSymbol method)
    {
        IMethodSymbol original = OriginalOf(method);
        return _known.TryGetValue(original, out MemberContract? known)
            ? known
            : _known.GetOrAdd(original, Work(original, original.ContainingType));
    }

    /// <summary>
    /// The same for a call on a receiver of this static type: <c>WaitHandle.WaitOne</c> takes a lock on a mutex only.
    /// </summary>
    public MemberContract Of(IMethodSymbol method, ITypeSymbol? receiverType)
    {
        IMethodSymbol original = OriginalOf(method);
        return receiverType is not null && AsksReceiver(DocumentationId.KeyOf(original))
            ? _knownOn.GetOrAdd(receiverType, _ => new(SymbolEqualityComparer.Default))
                .GetOrAdd(original, Work(original, receiverType))
            : Of(original);
    }

    /// <summary>True if a contract depends on the type that such a member is called on.</summary>
    public bool AsksReceiver(IMethodSymbol method) => AsksReceiver(DocumentationId.KeyOf(OriginalOf(method)));

    public LockTraits TraitsOf(ITypeSymbol type) => _kinds.TraitsOf(type);

    /// <summary>Every name that a contract may be meant by.</summary>
    public ImmutableHashSet<string> Names { get; }

    /// <summary>False if no contract can be meant by this name: the test before any binding.</summary>
    public bool Mentions(string identifier) =>
        AcquireNames.Contains(identifier) || ReleaseNames.Contains(identifier) || _proofNames.Contains(identifier);

    private bool AsksReceiver(string key) => _tables.Any(table => table.AsksReceiver(key));

    private static IMethodSymbol OriginalOf(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;

    private MemberContract Work(IMethodSymbol method, ITypeSymbol? receiver)
    {
        ImmutableArray<LockClause> clauses = _reader.OwnClauses(method, receiver);
        ImmutableArray<ProofClause> proofs = _reader.OwnProofs(method);
        if ((clauses.IsEmpty || proofs.IsEmpty) && Mentions(DocumentationId.SourceNameOf(method)))
        {
            foreach (MemberContract origin in ContractInheritance.Origins(method).Select(Of))
            {
                if (clauses.IsEmpty)
                    clauses = ContractInheritance.Adopt(origin.Clauses, method);

                if (proofs.IsEmpty)
                    proofs = ContractInheritance.Adopt(origin.Proofs, method);
            }
        }

        return clauses.IsEmpty && proofs.IsEmpty ? MemberContract.None : new MemberContract(clauses, proofs);
    }
}
