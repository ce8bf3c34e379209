using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers;

/// <summary>
/// Which members are worth looking into: those that name a lock, and those that call a member of their own type which
/// leaves a lock changed. Most files are done with after one look at their text. One per compilation; thread-safe.
/// </summary>
internal sealed class LockMembers
{
    private readonly Summaries _summaries;
    private readonly NameScan _names;
    private readonly LockChangers _changers;
    private readonly ConcurrentDictionary<SyntaxTree, List<int>> _places = new();

    public LockMembers(Summaries summaries)
    {
        _summaries = summaries;
        _names = new NameScan(summaries.Book.Mentions);
        _changers = new LockChangers(summaries, Naming, Mentioning);
    }

    /// <param name="within">Only members that touch this stretch; null for the whole file.</param>
    public IEnumerable<LockMember> In(SemanticModel model, TextSpan? within, CancellationToken cancellation)
    {
        SyntaxNode? root = null;
        List<int> places = PlacesIn(model.SyntaxTree, cancellation);
        if (places.Count == 0 && !MayInherit(root = model.SyntaxTree.GetRoot(cancellation)))
            yield break;
        root ??= model.SyntaxTree.GetRoot(cancellation);
        ImmutableHashSet<string> guards = GuardsIn(root, places, cancellation);
        ImmutableHashSet<string> known = ImmutableHashSet<string>.Empty;
        List<int> calls = [];
        foreach ((SyntaxNode declaration, SyntaxNode body) in DeclaredBodies.In(root, within))
        {
            ImmutableHashSet<string> changers = ChangersAround(declaration, places, model, cancellation).Union(guards);
            if (!ReferenceEquals(changers, known))
            {
                known = changers;
                calls = changers.IsEmpty ? [] : new NameScan(changers.Contains).PlacesIn(model.SyntaxTree.GetText(cancellation));
            }

            var member = new LockMember(declaration, body, name => _summaries.Book.Mentions(name) || changers.Contains(name));
            if ((NameScan.Touches(places, body.Span) || NameScan.Touches(calls, body.Span)) && member.IsConcerned(body))
                yield return member;
        }
    }

    private List<int> PlacesIn(SyntaxTree tree, CancellationToken cancellation) =>
        _places.GetOrAdd(tree, asked => _names.PlacesIn(asked.GetText(cancellation)));

    /// <summary>Members of a declaration whose own text names a lock.</summary>
    private IEnumerable<MemberDeclarationSyntax> Naming(TypeDeclarationSyntax declaration, CancellationToken cancellation) =>
        At(PlacesIn(declaration.SyntaxTree, cancellation), declaration, _summaries.Book.Mentions);

    /// <summary>Members of a declaration that mention one of the names.</summary>
    private static IEnumerable<MemberDeclarationSyntax> Mentioning(
        TypeDeclarationSyntax declaration, ImmutableHashSet<string> names, CancellationToken cancellation) =>
        At(new NameScan(names.Contains).PlacesIn(declaration.SyntaxTree.GetText(cancellation)), declaration, names.Contains);

    private static IEnumerable<MemberDeclarationSyntax> At(
        List<int> places, TypeDeclarationSyntax declaration, Func<string, bool> isName)
    {
        if (!NameScan.Touches(places, declaration.Span))
            yield break;
        foreach (MemberDeclarationSyntax member in declaration.Members)
        {
            if (member is not BaseTypeDeclarationSyntax && NameScan.Touches(places, member.Span)
                && NameTokens.HasAny(member, isName))
                yield return member;
        }
    }

    /// <summary>Types of this file of which a constructor and Dispose both name a lock: to make one may be to take it.</summary>
    private ImmutableHashSet<string> GuardsIn(SyntaxNode root, List<int> places, CancellationToken cancellation) => places.Count == 0
        ? ImmutableHashSet<string>.Empty
        : TypesIn(root).Where(type => NameScan.Touches(places, type.Span) && IsGuard(Naming(type, cancellation).ToList()))
            .Select(type => type.Identifier.ValueText).ToImmutableHashSet();

    private static bool IsGuard(List<MemberDeclarationSyntax> naming) =>
        naming.Exists(member => member is ConstructorDeclarationSyntax)
        && naming.Exists(member => member is MethodDeclarationSyntax { Identifier.ValueText: "Dispose", ParameterList.Parameters.Count: 0 });

    private static IEnumerable<TypeDeclarationSyntax> TypesIn(SyntaxNode root) => root.DescendantNodes(node => node
        is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<TypeDeclarationSyntax>();

    private ImmutableHashSet<string> ChangersAround(
        SyntaxNode declaration, List<int> places, SemanticModel model, CancellationToken cancellation)
    {
        TypeDeclarationSyntax? type = declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        bool isAlone = type is not null && !NameScan.Touches(places, type.Span) && !HasOtherParts(type);
        return type is null || isAlone
            ? ImmutableHashSet<string>.Empty
            : _changers.Around(type, model, cancellation);
    }

    /// <summary>A lock may be named in another file only: in a base class, or in another part.</summary>
    private static bool MayInherit(SyntaxNode root) => TypesIn(root).Any(HasOtherParts);

    private static bool HasOtherParts(TypeDeclarationSyntax type)
    {
        for (SyntaxNode? outer = type; outer is TypeDeclarationSyntax declaration; outer = outer.Parent)
        {
            if (declaration.BaseList is not null || declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                return true;
        }

        return false;
    }
}
