using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Whether there is a reason to expect a call to throw: code that anybody may supply, I/O, or a callee that says so itself.
/// Any call may throw; only these are worth a warning on their own.
/// </summary>
internal static class CallEvidence
{
    /// <summary>How far down the calls of a body are followed, within its type.</summary>
    private const int LevelsBelow = 2;

    /// <summary>What was found in source, as long as anybody has the symbol.</summary>
    private static readonly ConditionalWeakTable<IMethodSymbol, StrongBox<bool>> Known = new();

    /// <param name="isOpen">The call goes wherever the object says, not to this method alone.</param>
    public static bool IsLikelyToThrow(IMethodSymbol method, bool isOpen)
    {
        INamedTypeSymbol? type = method.ContainingType;
        if (type is null || IsLogging(type) || IsDisposal(method))
            return false;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return true;
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (IsInputOutput(type, space))
            return true;
        return (isOpen && IsOpen(method, type))
            || Known.GetValue(method.OriginalDefinition, static asked => new StrongBox<bool>(ThrowsItself(asked))).Value;
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
            && !IsIn(space, "System");
    }

    private static bool IsInputOutput(INamedTypeSymbol type, string space) =>
        (space == "System.IO" && type.Name is "Stream" or "FileStream" or "File" or "Directory" or "FileInfo"
            or "StreamReader" or "StreamWriter" or "BinaryReader" or "BinaryWriter" or "RandomAccess")
        || IsIn(space, "System.Net")
        || IsIn(space, "System.Data");

    /// <summary>That namespace, or one inside it.</summary>
    private static bool IsIn(string space, string outer) =>
        space.StartsWith(outer, System.StringComparison.Ordinal) && (space.Length == outer.Length || space[outer.Length] == '.');

    /// <summary>Nobody expects an exception from what cleans up, and most of it stands in a finally.</summary>
    public static bool IsDisposal(IMethodSymbol method) => method is { Parameters.IsEmpty: true, Name: "Dispose" or "DisposeAsync" };

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

    /// <summary>
    /// A throw that is no guard of an argument: in the body, in what it calls of its own type, or told by the comment on it.
    /// Level by level, so that what is called a hundred times is looked at once.
    /// </summary>
    private static bool ThrowsItself(IMethodSymbol method)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method };
        List<IMethodSymbol> level = [method];
        for (int below = 0; below <= LevelsBelow; below++)
        {
            var next = new List<IMethodSymbol>();
            foreach (IMethodSymbol asked in level)
            {
                if (ThrowsByText(asked, node => next.AddRange(CalleesOf(node, asked).Where(seen.Add))))
                    return true;
            }

            level = next;
        }

        return false;
    }

    /// <param name="visit">Told of every node of the body.</param>
    private static bool ThrowsByText(IMethodSymbol method, System.Action<SyntaxNode> visit)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            SyntaxNode body = reference.GetSyntax();
            if (SaysThatItThrows(body is AccessorDeclarationSyntax or ArrowExpressionClauseSyntax
                ? body.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>() ?? body
                : body))
                return true;
            foreach (SyntaxNode node in body.DescendantNodes(node => ReferenceEquals(node, body) || node is not (
                AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
            {
                if (IsPlainThrow(node))
                    return true;
                visit(node);
            }
        }

        return false;
    }

    /// <summary>Methods of its own type that a body may mean by a call; by name and number of arguments alone.</summary>
    private static IEnumerable<IMethodSymbol> CalleesOf(SyntaxNode node, IMethodSymbol caller)
    {
        if (node is not InvocationExpressionSyntax { Expression: var called, ArgumentList.Arguments.Count: var arguments })
            return [];
        string? name = called switch
        {
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
            _ => null,
        };
        return name is null
            ? []
            : caller.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Where(callee => callee.Parameters.Length == arguments);
    }

    /// <summary>By the text: comments are parsed only where documentation is asked for.</summary>
    private static bool SaysThatItThrows(SyntaxNode declaration)
    {
        const string Tag = "<exception cref=\"";
        string comment = declaration.HasLeadingTrivia ? declaration.GetLeadingTrivia().ToFullString() : "";
        for (int at = comment.IndexOf(Tag, System.StringComparison.Ordinal); at >= 0; at = comment.IndexOf(Tag, at + 1, System.StringComparison.Ordinal))
        {
            int start = at + Tag.Length;
            int end = comment.IndexOf('"', start);
            if (end > start && !IsOfGuard(comment.Substring(start, end - start)))
                return true;
        }

        return false;
    }

    private static bool IsPlainThrow(SyntaxNode node)
    {
        ExpressionSyntax? thrown = (node as ThrowStatementSyntax)?.Expression ?? (node as ThrowExpressionSyntax)?.Expression;
        return thrown is ObjectCreationExpressionSyntax creation && !IsOfGuard(creation.Type.ToString());
    }

    /// <summary>Says that the caller is wrong, and how; or that nothing is written yet.</summary>
    private static bool IsOfGuard(string exception) =>
        exception.IndexOf("Argument", System.StringComparison.Ordinal) >= 0
        || exception.IndexOf("NotImplemented", System.StringComparison.Ordinal) >= 0
        || exception.IndexOf("NotSupported", System.StringComparison.Ordinal) >= 0;
}
