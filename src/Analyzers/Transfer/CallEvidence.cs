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
    /// <param name="isOpen">The call goes wherever the object says, not to this method alone.</param>
    public static bool IsLikelyToThrow(IMethodSymbol method, bool isOpen)
    {
        INamedTypeSymbol? type = method.ContainingType;
        if (type is null || IsLogging(type))
            return false;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return true;
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (IsInputOutput(type, space))
            return true;
        return (isOpen && IsOpen(method, type)) || ThrowsItself(method);
    }

    /// <summary>Anybody may supply the code; what .NET leaves open, as ToString, is not expected to throw.</summary>
    private static bool IsOpen(IMethodSymbol method, INamedTypeSymbol type)
    {
        if (!method.IsAbstract && (method.IsSealed || type.IsSealed))
            return false;
        IMethodSymbol root = method;
        while (root.OverriddenMethod is { } overridden)
            root = overridden;
        string space = root.ContainingNamespace?.ToDisplayString() ?? "";
        return (type.TypeKind == TypeKind.Interface || root.IsAbstract || root.IsVirtual)
            && !space.StartsWith("System", System.StringComparison.Ordinal);
    }

    private static bool IsInputOutput(INamedTypeSymbol type, string space) =>
        (space == "System.IO" && type.Name is "Stream" or "FileStream" or "File" or "Directory" or "FileInfo"
            or "StreamReader" or "StreamWriter" or "BinaryReader" or "BinaryWriter" or "RandomAccess")
        || space.StartsWith("System.Net", System.StringComparison.Ordinal)
        || space.StartsWith("System.Data", System.StringComparison.Ordinal);

    private static bool IsLogging(INamedTypeSymbol type) => HasWord(type.Name, "Log") || HasWord(type.Name, "Trace");

    /// <summary>A word of its own or with an ending: Log, Logger, Logging and Tracer, but not Login or Logic.</summary>
    private static bool HasWord(string name, string word)
    {
        int start = name.IndexOf(word, System.StringComparison.Ordinal);
        if (start < 0)
            return false;
        string rest = name.Substring(start + word.Length);
        return rest.Length == 0 || !char.IsLower(rest[0]) || rest[0] is 'g' or 'r';
    }

    /// <summary>A throw in the body that is no guard of an argument.</summary>
    private static bool ThrowsItself(IMethodSymbol method)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            SyntaxNode body = reference.GetSyntax();
            if (body.DescendantNodes(node => ReferenceEquals(node, body) || node is not (
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
