using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Whether there is a reason to expect a call to throw: code that anybody may supply, I/O, or a callee that says so itself.
/// Any call may throw; only these are worth a warning on their own.
/// </summary>
internal static class CallEvidence
{
    public static bool IsLikelyToThrow(IMethodSymbol method)
    {
        INamedTypeSymbol? type = method.ContainingType;
        if (type is null || IsLogging(type))
            return false;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return true;
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (IsInputOutput(type, space))
            return true;
        if (IsOpen(method, type) && !space.StartsWith("System", System.StringComparison.Ordinal))
            return true;
        return ThrowsItself(method);
    }

    private static bool IsOpen(IMethodSymbol method, INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface || method.IsAbstract
        || (method.IsVirtual && !type.IsSealed && !method.IsSealed);

    private static bool IsInputOutput(INamedTypeSymbol type, string space) =>
        (space == "System.IO" && type.Name is "Stream" or "FileStream" or "File" or "Directory" or "FileInfo"
            or "StreamReader" or "StreamWriter" or "BinaryReader" or "BinaryWriter" or "RandomAccess")
        || space.StartsWith("System.Net", System.StringComparison.Ordinal)
        || space.StartsWith("System.Data", System.StringComparison.Ordinal);

    private static bool IsLogging(INamedTypeSymbol type) =>
        type.Name.IndexOf("Log", System.StringComparison.Ordinal) >= 0
        || type.Name.IndexOf("Trace", System.StringComparison.Ordinal) >= 0;

    /// <summary>A throw in the body that is no guard of an argument.</summary>
    private static bool ThrowsItself(IMethodSymbol method)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax().DescendantNodes(node => node is not (
                AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(IsPlainThrow))
                return true;
        }

        return false;
    }

    private static bool IsPlainThrow(SyntaxNode node)
    {
        ExpressionSyntax? thrown = (node as ThrowStatementSyntax)?.Expression ?? (node as ThrowExpressionSyntax)?.Expression;
        return thrown is ObjectCreationExpressionSyntax creation
            && creation.Type.ToString() is var name
            && name.IndexOf("Argument", System.StringComparison.Ordinal) < 0
            && name.IndexOf("NotImplemented", System.StringComparison.Ordinal) < 0
            && name.IndexOf("NotSupported", System.StringComparison.Ordinal) < 0;
    }
}
