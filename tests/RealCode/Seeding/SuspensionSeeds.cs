using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>
/// An await or a yield while a lock of the thread is held. A method that is neither async nor an iterator is made one:
/// its callers are not looked at.
/// </summary>
internal static class SuspensionSeeds
{
    private const string Yield = "yield return default;";
    private const string Await = "await System.Threading.Tasks.Task.Yield();";

    public static IEnumerable<Seed> Of(LockPair pair)
    {
        if ((pair.Traits & LockTraits.ThreadAffine) == 0)
            yield break;
        SyntaxTree tree = pair.Function.SyntaxTree;
        foreach (int held in pair.Acquires.Select(Shape.HeldFrom).OfType<int>())
        {
            if (MakeAsync(pair.Function) is { } async)
                yield return new Seed(Defect.Suspended, "await", held, [.. async, Lines.Insert(tree, held, Await)]);
            if (MakeIterator(pair.Function) is { } iterator)
                yield return new Seed(Defect.Suspended, "yield", held, [.. iterator, Lines.Insert(tree, held, Yield)]);
        }
    }

    private static ImmutableArray<TextChange>? MakeAsync(SyntaxNode function) => function switch
    {
        _ when IsIterator(function) => null,
        AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: not 0 } => [],
        MethodDeclarationSyntax method => Changed(method.Modifiers, method.ReturnType, TaskOf(method.ReturnType)),
        LocalFunctionStatementSyntax local => Changed(local.Modifiers, local.ReturnType, TaskOf(local.ReturnType)),
        _ => null,
    };

    private static ImmutableArray<TextChange>? MakeIterator(SyntaxNode function) => function switch
    {
        _ when IsIterator(function) => [],
        MethodDeclarationSyntax method when IsVoid(method.ReturnType) && !method.Modifiers.Any(SyntaxKind.AsyncKeyword) =>
            [new TextChange(method.ReturnType.Span, "System.Collections.Generic.IEnumerable<int>")],
        _ => null,
    };

    private static bool IsIterator(SyntaxNode function) => Shape.NodesOf(function).Any(node => node is YieldStatementSyntax);

    private static ImmutableArray<TextChange> Changed(SyntaxTokenList modifiers, TypeSyntax type, string task) =>
        modifiers.Any(SyntaxKind.AsyncKeyword) ? [] : [new TextChange(type.Span, $"async {task}")];

    private static string TaskOf(TypeSyntax type) => IsVoid(type) ? "void" : $"System.Threading.Tasks.Task<{type}>";

    private static bool IsVoid(TypeSyntax type) =>
        type is PredefinedTypeSyntax predefined && predefined.Keyword.IsKind(SyntaxKind.VoidKeyword);
}
