using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Statements that leave a function under a condition that nobody can foretell.</summary>
internal static class Leaving
{
    private const string Condition = "if (System.Environment.HasShutdownStarted)";

    public const string ByThrow = $"{Condition} throw new System.InvalidOperationException();";

    /// <summary>Null if the function can't return, or it is not known what.</summary>
    public static string? ByReturn(SyntaxNode function, SemanticModel model)
    {
        if (Shape.NodesOf(function).Any(node => node is YieldStatementSyntax))
            return $"{Condition} yield break;";
        ISymbol? symbol = function is AnonymousFunctionExpressionSyntax
            ? model.GetSymbolInfo(function).Symbol
            : model.GetDeclaredSymbol(function);
        if (symbol is not IMethodSymbol method)
            return null;
        bool isTask = method.IsAsync && method.ReturnType is INamedTypeSymbol { TypeArguments.IsEmpty: true };
        return method.ReturnsVoid || isTask ? $"{Condition} return;" : $"{Condition} return default;";
    }
}
