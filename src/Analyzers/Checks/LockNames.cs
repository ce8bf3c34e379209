using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Checks;

/// <summary>Locks in the words of the source: the access path, and the mode where it is not the usual one.</summary>
internal static class LockNames
{
    public static string Of(LockAnalysis analysis) => analysis.Group.Mode == LockMode.Exclusive
        ? PathOf(analysis)
        : $"{PathOf(analysis)} ({ModeOf(analysis.Group.Mode)})";

    public static string PathOf(LockAnalysis analysis) =>
        Text(analysis.Group.Path, analysis.Body) ?? FindingPath.Shorten(analysis.Group.First.Syntax);

    public static string ModeOf(LockMode mode) => mode switch
    {
        LockMode.Shared => "shared",
        LockMode.Upgradeable => "upgradeable",
        _ => "exclusive",
    };

    private static string? Text(Expression path, FlatBody body)
    {
        switch (path)
        {
            case Receiver:
                return "this";
            case MemberAccess { Instance: null } access:
                return $"{access.Symbol.ContainingType?.Name}.{access.Symbol.Name}";
            case MemberAccess { Instance: Receiver } access:
                return access.Symbol.Name;
            case MemberAccess access:
                return Text(access.Instance!, body) is { } instance ? $"{instance}.{access.Symbol.Name}" : null;
            case ElementAccess element:
                return Text(element.Array, body) is { } array ? $"{array}[...]" : null;
            case Each each:
                return Text(each.Collection, body) is { } collection ? $"{collection}[...]" : null;
            case Variable variable when body.Variables[variable.Number] is ISymbol symbol:
                return symbol.Name;
            case Variable or Result:
                return AssignedTo(path, body);
            default:
                return null;
        }
    }

    /// <summary>The variable that first received the result, or what a capture of the compiler stands for.</summary>
    private static string? AssignedTo(Expression path, FlatBody body)
    {
        foreach (Assignment assignment in body.Events.SelectMany(block => block).OfType<Assignment>())
        {
            if (assignment.Value.Equals(path) && assignment.Place is Variable { Number: > 0 } place
                && body.Variables[place.Number] is ISymbol symbol)
                return symbol.Name;
            if (path is Variable && assignment.Place.Equals(path) && assignment.Syntax is ExpressionSyntax)
                return FindingPath.Shorten(assignment.Syntax);
        }

        return null;
    }
}

/// <summary>Where a declaration is named.</summary>
internal static class MemberNames
{
    public static Location PlaceOf(SyntaxNode declaration) => declaration switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        ConstructorDeclarationSyntax constructor => constructor.Identifier.GetLocation(),
        AccessorDeclarationSyntax accessor => accessor.Keyword.GetLocation(),
        PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
        LocalFunctionStatementSyntax function => function.Identifier.GetLocation(),
        _ => declaration.GetFirstToken().GetLocation(),
    };
}
