using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Collects the simple names of members with a contract: the token test that stands before any binding. The names of
/// the attributes are among them, so that a body with an attributed local function is looked into.
/// </summary>
internal sealed class ContractNames
{
    private readonly ImmutableHashSet<string>.Builder _acquires = ImmutableHashSet.CreateBuilder<string>();
    private readonly ImmutableHashSet<string>.Builder _releases = ImmutableHashSet.CreateBuilder<string>();
    private readonly ImmutableHashSet<string>.Builder _proofs = ImmutableHashSet.CreateBuilder<string>();

    public ContractNames()
    {
        foreach (KeyValuePair<string, ContractAttribute> name in ContractAttributes.SourceNames)
            Add(name.Value, name.Key);
    }

    public ImmutableHashSet<string> Acquires => _acquires.ToImmutable();

    public ImmutableHashSet<string> Releases => _releases.ToImmutable();

    public ImmutableHashSet<string> Proofs => _proofs.ToImmutable();

    public void AddTable(ContractTable table)
    {
        foreach (ContractDeclaration declaration in table.Declarations)
        {
            ContractAttribute kind = declaration switch
            {
                { Clause.Kind: ClauseKind.Acquires } => ContractAttribute.Acquires,
                { Clause.Kind: ClauseKind.Releases } => ContractAttribute.Releases,
                { Proof: not Exits.None, Id.Kind: not 'T' } => ContractAttribute.ReleasesOnAllPaths,
                _ => ContractAttribute.None,
            };
            Add(kind, declaration.Id.SourceName);
        }
    }

    public void AddSource(Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            foreach ((ContractAttribute kind, string name) in AttributedNames.Of(tree, cancellationToken))
                Add(kind, name);
        }
    }

    /// <summary>Asks every member; only for assemblies that know the attributes.</summary>
    public void AddAssembly(IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        Stack<INamespaceOrTypeSymbol> left = new();
        left.Push(assembly.GlobalNamespace);
        while (left.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            INamespaceOrTypeSymbol container = left.Pop();
            foreach (ISymbol member in container.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    left.Push(inner);

                if (member is IMethodSymbol or IPropertySymbol or INamedTypeSymbol { TypeKind: TypeKind.Delegate })
                    AddSymbol(member);
            }
        }
    }

    private void AddSymbol(ISymbol member)
    {
        foreach (AttributeData attribute in member.GetAttributes())
        {
            ContractAttribute kind = ContractAttributes.KindOf(attribute);
            Add(kind, member switch
            {
                IMethodSymbol { MethodKind: MethodKind.Constructor } => member.ContainingType.Name,
                IMethodSymbol { AssociatedSymbol: IPropertySymbol property } => property.Name,
                _ => DocumentationId.KeyOf(member),
            });
            if (member is INamedTypeSymbol)
                Add(kind, "Invoke");
        }
    }

    private void Add(ContractAttribute kind, string name)
    {
        switch (kind)
        {
            case ContractAttribute.Acquires:
                _acquires.Add(name);
                break;
            case ContractAttribute.Releases:
                _releases.Add(name);
                break;
            case ContractAttribute.ReleasesOnAllPaths:
                _proofs.Add(name);
                break;
        }
    }
}
