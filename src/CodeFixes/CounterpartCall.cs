using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.CodeFixes;

/// <summary>
/// The release that belongs to an acquire, called as that is: on the same object, or with those of its arguments that the
/// release has parameters for.
/// </summary>
internal static class CounterpartCall
{
    /// <summary>Null if it is not known, or asking for the object or an argument once more could do something.</summary>
    public static ExpressionStatementSyntax? Of(Leak leak, FunctionBody body, SemanticModel model)
    {
        if (leak.Counterpart.Length == 0
            || body.Block.FindNode(leak.Acquire, getInnermostNodeForTie: true) is not InvocationExpressionSyntax call
            || model.GetOperation(call) is not IInvocationOperation acquire
            || Prefix(call) is not { } prefix)
            return null;
        IEnumerable<IMethodSymbol> releases = model.LookupSymbols(call.SpanStart, TypeOf(acquire), leak.Counterpart)
            .OfType<IMethodSymbol>().Where(method => method.IsStatic == acquire.TargetMethod.IsStatic && !IsTask(method.ReturnType));
        string? arguments = releases.Select(release => Arguments(release, acquire)).OfType<string>()
            .OrderByDescending(text => text.Length).FirstOrDefault();
        return arguments is null
            ? null
            : SyntaxFactory.ParseStatement($"{prefix}{leak.Counterpart}({arguments});") as ExpressionStatementSyntax;
    }

    /// <summary>What stands before the name.</summary>
    private static string? Prefix(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access when ReleaseCopies.IsPure(access.Expression) => access.Expression + ".",
        SimpleNameSyntax => "",
        _ => null,
    };

    private static INamespaceOrTypeSymbol TypeOf(IInvocationOperation acquire) =>
        acquire.Instance?.Type ?? acquire.TargetMethod.ContainingType;

    private static bool IsTask(ITypeSymbol type) => type.Name is "Task" or "ValueTask";

    /// <summary>Null if the release asks for something that the acquire does not have.</summary>
    private static string? Arguments(IMethodSymbol release, IInvocationOperation acquire)
    {
        List<string> texts = [];
        foreach (IParameterSymbol parameter in release.Parameters)
        {
            IArgumentOperation? same = acquire.Arguments.FirstOrDefault(argument => argument.Parameter is { } other
                && other.Name == parameter.Name && SymbolEqualityComparer.Default.Equals(other.Type, parameter.Type));
            if (same is { ArgumentKind: ArgumentKind.Explicit, Syntax: ArgumentSyntax { Expression: var expression } written }
                && written.RefKindKeyword.IsKind(SyntaxKind.None) && ReleaseCopies.IsPure(expression))
                texts.Add(expression.ToString());
            else if (!parameter.IsOptional)
                return null;
            else
                break;
        }

        return string.Join(", ", texts);
    }
}
