using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Collects the simple names of members with a contract: the token test that stands before any binding. Bodies are not
/// looked into: an attribute on a local function is seen by its own name, which is in the set.
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
            Stack<SyntaxNode> left = new();
            left.Push(tree.GetRoot(cancellationToken));
            while (left.Count > 0)
                Visit(left.Pop(), left);
        }
    }

    /// <summary>Members of a referenced assembly, which must be one that knows the attributes: every member is asked.</summary>
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

    private void Visit(SyntaxNode node, Stack<SyntaxNode> left)
    {
        switch (node)
        {
            case CompilationUnitSyntax unit:
                PushAll(unit.Members, left);
                break;
            case BaseNamespaceDeclarationSyntax space:
                PushAll(space.Members, left);
                break;
            case TypeDeclarationSyntax type:
                PushAll(type.Members, left);
                AddListed(type.AttributeLists, type.Identifier.ValueText, isOnType: true);
                break;
            case DelegateDeclarationSyntax callback:
                AddListed(callback.AttributeLists, callback.Identifier.ValueText);
                AddListed(callback.AttributeLists, "Invoke");
                break;
            case BasePropertyDeclarationSyntax property:
                AddProperty(property, NameOf(property));
                break;
            case MemberDeclarationSyntax member when NameOf(member) is { } name:
                AddListed(member.AttributeLists, name);
                break;
        }
    }

    private static void PushAll(SyntaxList<MemberDeclarationSyntax> members, Stack<SyntaxNode> left)
    {
        foreach (MemberDeclarationSyntax member in members)
            left.Push(member);
    }

    private void AddProperty(BasePropertyDeclarationSyntax property, string? name)
    {
        if (name is null)
            return;

        AddListed(property.AttributeLists, name);
        foreach (AccessorDeclarationSyntax accessor in property.AccessorList?.Accessors ?? default)
            AddListed(accessor.AttributeLists, name);
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    };

    /// <summary>On a type only <c>[method: ...]</c> is about a member: the primary constructor.</summary>
    private void AddListed(SyntaxList<AttributeListSyntax> lists, string name, bool isOnType = false)
    {
        foreach (AttributeListSyntax list in lists)
        {
            if (isOnType && list.Target?.Identifier.ValueText != "method")
                continue;

            foreach (AttributeSyntax attribute in list.Attributes)
                Add(ContractAttributes.KindOf(attribute), name);
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
