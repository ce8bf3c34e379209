using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Somebody looks at what an acquire says: a task is awaited, and where the lock was not acquired the function ends, with
/// <c>false</c> if that is what it can say, else with an exception.
/// </summary>
internal static class OutcomeCheck
{
    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        if (mismatch.StatementAt(mismatch.Place) is not ExpressionStatementSyntax statement
            || FunctionBody.ListOf(statement).IsEmpty)
            yield break;
        ExpressionSyntax expression = ValueOf(statement);
        if (mismatch.Model.GetTypeInfo(expression).Type?.SpecialType == SpecialType.System_Boolean)
            yield return Checked(statement, expression, mismatch);
        else if (mismatch.Lock.Length == 0)
            yield return Awaited(statement, expression, mismatch);
    }

    /// <summary>The expression without the discard that it may be assigned to.</summary>
    private static ExpressionSyntax ValueOf(ExpressionStatementSyntax statement) =>
        statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" } } discarded
            ? discarded.Right
            : statement.Expression;

    private static Idea Checked(ExpressionStatementSyntax statement, ExpressionSyntax expression, Mismatch mismatch)
    {
        SourceEdits edits = mismatch.Edits();
        bool tells = mismatch.Body.ReturnedType?.SpecialType == SpecialType.System_Boolean;
        string leave = tells ? "return false;" : "throw new " + NameOfException(statement, mismatch) + "();";
        string deeper = edits.IndentAt(statement.SpanStart) + edits.Unit;
        edits.Replace(statement.Span, "if (!" + expression + ")" + edits.NewLine + deeper + leave);
        return new Idea(
            tells ? $"Return false if '{mismatch.Lock}' is not acquired" : $"Throw if '{mismatch.Lock}' is not acquired",
            edits.Apply());
    }

    private static string NameOfException(StatementSyntax statement, Mismatch mismatch) =>
        mismatch.Model.LookupNamespacesAndTypes(statement.SpanStart, name: "TimeoutException").IsEmpty
            ? "System.TimeoutException"
            : "TimeoutException";

    /// <summary>In a function that can't await, the blocking method of the same name takes the place of the other.</summary>
    private static Idea Awaited(ExpressionStatementSyntax statement, ExpressionSyntax expression, Mismatch mismatch)
    {
        SourceEdits edits = mismatch.Edits();
        TextSpan discard = TextSpan.FromBounds(statement.SpanStart, expression.SpanStart);
        if (mismatch.Body.Symbol.IsAsync)
        {
            edits.Replace(discard, "await ");
            return new Idea("Await the acquire", edits.Apply());
        }

        SourceText? blocking = BlockingName(mismatch) is var (name, instead) ? Replaced(name, instead) : null;
        return new Idea("Block until the lock is acquired", blocking);

        SourceText? Replaced(SyntaxToken name, string instead)
        {
            edits.Replace(discard, "");
            edits.Replace(name.Span, instead);
            return edits.Apply();
        }
    }

    /// <summary>A method of the same type with the same parameters, and the name without its <c>Async</c>.</summary>
    private static (SyntaxToken Name, string Instead)? BlockingName(Mismatch mismatch)
    {
        const string suffix = "Async";
        if (mismatch.NodeAt(mismatch.Place) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
            || mismatch.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method
            || !method.Name.EndsWith(suffix, System.StringComparison.Ordinal))
            return null;
        string name = method.Name.Substring(0, method.Name.Length - suffix.Length);
        bool exists = method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Any(other =>
            other.Parameters.Select(parameter => parameter.Type)
                .SequenceEqual(method.Parameters.Select(parameter => parameter.Type), SymbolEqualityComparer.Default));
        return exists ? (access.Name.Identifier, name) : null;
    }
}
