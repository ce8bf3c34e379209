using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers;

/// <summary>
/// Which members are worth looking into: those that use a lock, and those that call a member of their own type which
/// leaves a lock changed. Most files are done with after one look at their text. One per compilation; thread-safe.
/// </summary>
internal sealed class LockMembers
{
    private readonly Summaries _summaries;
    private readonly LockUses _uses;
    private readonly LockChangers _changers;

    public LockMembers(Summaries summaries)
    {
        _summaries = summaries;
        _uses = summaries.Uses;
        _changers = new LockChangers(summaries);
    }

    /// <param name="within">Only members that touch this stretch; null for the whole file.</param>
    public IEnumerable<LockMember> In(SemanticModel model, TextSpan? within, CancellationToken cancellation)
    {
        SyntaxNode root = model.SyntaxTree.GetRoot(cancellation);
        List<int> places = _uses.PlacesIn(model.SyntaxTree, cancellation);
        ImmutableHashSet<string> guards = ImmutableHashSet<string>.Empty;
        ImmutableHashSet<string> called = ImmutableHashSet<string>.Empty;
        foreach (TypeDeclarationSyntax type in TypesIn(root))
        {
            if (!NameScan.Touches(places, type.Span) && !HasOtherParts(type))
                continue;
            called = called.Union(_changers.Around(type, model, cancellation).Names);
            if (NameScan.Touches(places, type.Span) && IsGuard(type, model, cancellation))
                guards = guards.Add(type.Identifier.ValueText);
        }

        called = called.Union(guards);
        if (!called.IsEmpty)
            places = [.. places.Union(WordIndex.Of(model.SyntaxTree, cancellation).PossiblePlacesOf(called, cancellation)).OrderBy(place => place)];
        return places.Count == 0 ? [] : Concerned(root, within, places, guards, model, cancellation);
    }

    private IEnumerable<LockMember> Concerned(
        SyntaxNode root,
        TextSpan? within,
        List<int> places,
        ImmutableHashSet<string> guards,
        SemanticModel model,
        CancellationToken cancellation)
    {
        foreach ((SyntaxNode declaration, SyntaxNode body) in DeclaredBodies.In(root, within))
        {
            if (!NameScan.Touches(places, body.Span))
                continue;
            ChangersInReach changers = ChangersAround(declaration, model, cancellation);
            bool IsCalled(string name) => guards.Contains(name) || changers.Has(name, model, cancellation);
            if (_uses.AreIn(body, model, cancellation)
                || LockUses.NamesIn(body, places, cancellation).Any(name => IsCalled(name.ValueText)))
                yield return new LockMember(declaration, body, name => _summaries.Book.Mentions(name) || IsCalled(name));
        }
    }

    /// <summary>A constructor and Dispose of it both have to do with a lock: to make one may be to take it.</summary>
    private bool IsGuard(TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellation)
    {
        ConstructorDeclarationSyntax[] constructors = [.. type.Members.OfType<ConstructorDeclarationSyntax>()];
        return constructors.Length > 0
            && type.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(method =>
                method is { Identifier.ValueText: "Dispose", ParameterList.Parameters.Count: 0 }) is { } dispose
            && IsConcerned(dispose) && constructors.Any(IsConcerned);

        bool IsConcerned(MemberDeclarationSyntax member) =>
            _uses.AreNamedIn(member, cancellation)
            && (_uses.AreIn(member, model, cancellation)
                || (_changers.Around(type, model, cancellation) is { Names.IsEmpty: false } changers
                    && NameTokens.HasAny(member, name => changers.Has(name, model, cancellation))));
    }

    private ChangersInReach ChangersAround(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation) =>
        declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            ? _changers.Around(type, model, cancellation)
            : ChangersInReach.None;

    private static IEnumerable<TypeDeclarationSyntax> TypesIn(SyntaxNode root) => root.DescendantNodes(node => node
        is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<TypeDeclarationSyntax>();

    /// <summary>A lock may be named in another file only: in a base class, or in another part.</summary>
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
