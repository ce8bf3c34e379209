using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// The names of the declarations in one file that carry contract attributes, told from syntax alone. Bodies are not
/// looked into. Kept as long as the tree: an editor makes a new compilation for every key, and one new tree.
/// </summary>
internal sealed class AttributedNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, AttributedNames> Known = new();

    private readonly Stack<SyntaxNode> _left = new();
    private readonly ImmutableArray<(ContractAttribute, string)>.Builder _found =
        ImmutableArray.CreateBuilder<(ContractAttribute, string)>();

    private AttributedNames(SyntaxNode root)
    {
        _left.Push(root);
        while (_left.Count > 0)
            Visit(_left.Pop());

        All = _found.ToImmutable();
    }

    private ImmutableArray<(ContractAttribute Kind, string Name)> All { get; }

    public static ImmutableArray<(ContractAttribute Kind, string Name)> Of(
        SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (!FirstLook.At(tree, cancellationToken).HasAttributes)
            return [];
        if (!Known.TryGetValue(tree, out AttributedNames? names))
        {
            SyntaxNode root = tree.GetRoot(cancellationToken);
            names = Known.GetValue(tree, _ => new AttributedNames(root));
        }

        return names.All;
    }

    private void Visit(SyntaxNode node)
    {
        switch (node)
        {
            case CompilationUnitSyntax unit:
                PushAll(unit.Members);
                break;
            case BaseNamespaceDeclarationSyntax space:
                PushAll(space.Members);
                break;
            case TypeDeclarationSyntax type:
                PushAll(type.Members);
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

    private void PushAll(SyntaxList<MemberDeclarationSyntax> members)
    {
        foreach (MemberDeclarationSyntax member in members)
            _left.Push(member);
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
            {
                ContractAttribute kind = ContractAttributes.KindOf(attribute);
                if (kind != ContractAttribute.None)
                    _found.Add((kind, name));
            }
        }
    }
}
