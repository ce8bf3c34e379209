using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Fields and properties that keep what they hold once their object is made: readonly, or never written outside of
/// constructors. One per compilation; thread-safe.
/// </summary>
internal sealed class StablePlaces(CalleeBodies texts)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>True if every link of the path keeps what it holds.</summary>
    public bool Contains(MemberAccess path)
    {
        for (MemberAccess? link = path; link is not null; link = link.Instance as MemberAccess)
        {
            if (!_known.GetOrAdd(link.Symbol.OriginalDefinition, Keeps))
                return false;
        }

        return true;
    }

    /// <summary>Names in the method's own text; none if that is not known.</summary>
    public HashSet<string> NamesIn(IMethodSymbol method, CancellationToken cancellation) =>
        Summaries.BodyOf(method.OriginalDefinition, cancellation) is { } declaration ? TypeBodies.WordsOf(declaration) : [];

    /// <summary>True if the event, or the member of that type which it calls, writes a field or property of one of these names.</summary>
    public bool AreWrittenAt(FlowEvent flowEvent, INamedTypeSymbol type, HashSet<string> names) => flowEvent switch
    {
        Assignment { Place: MemberAccess place } => names.Contains(place.Symbol.Name),
        ThrowPoint { Syntax: InvocationExpressionSyntax call } =>
            NameTokens.LastIn(call.Expression) is { } called && texts.AreWrittenBy(type, called, names),
        _ => false,
    };

    private bool Keeps(ISymbol symbol)
    {
        if (symbol.ContainingType is not { IsValueType: false } type) // A value changes with the variable that it is in.
            return true;
        switch (symbol)
        {
            case IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true }:
                return true;
            case IFieldSymbol field when IsOfThread(field):
                return true;
            case IFieldSymbol { DeclaredAccessibility: Accessibility.Private } or IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Private }:
                return !texts.IsWrittenLater(type, symbol.Name);
            case IPropertySymbol { SetMethod.IsInitOnly: true } or IPropertySymbol { SetMethod: null, IsVirtual: false }:
                return IsAutomatic(symbol) || type.SpecialType is SpecialType.System_String or SpecialType.System_Array;
            default:
                return false;
        }
    }

    private static bool IsAutomatic(ISymbol property) => property.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() switch
    {
        ParameterSyntax => true, // Of a record.
        PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors } =>
            accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }),
        _ => false,
    });

    private static bool IsOfThread(ISymbol field) =>
        field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute");
}
