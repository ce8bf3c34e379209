using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Locals that a region declares and the statements behind it still use: declared before the try, assigned inside.
/// </summary>
internal sealed class HoistedLocals(SourceEdits edits, SemanticModel model, WrapRegion region)
{
    private readonly List<string> declarations = [];
    private readonly List<string> names = [];

    /// <summary>What is declared before the try, in source order.</summary>
    public IReadOnlyList<string> Declarations => declarations;

    /// <summary>Of what is declared before the try.</summary>
    public IReadOnlyCollection<string> Names => names;

    /// <summary>False if one can't do without its value: ref local, constant, nameless type, pattern.</summary>
    public bool Rewrite()
    {
        DataFlowAnalysis? flow = model.AnalyzeDataFlow(region.Statements.First(), region.Statements.Last());
        if (flow is not { Succeeded: true })
            return false;

        ImmutableArray<ISymbol> outside = flow.ReadOutside.AddRange(flow.WrittenOutside);
        IEnumerable<SyntaxNode> declaring = flow.VariablesDeclared
            .Where(local => outside.Contains(local) && !IsDisposedInside(local))
            .Select(local => local.DeclaringSyntaxReferences[0].GetSyntax())
            .OrderBy(node => node.SpanStart)
            .Select(node => node.Parent?.Parent is LocalDeclarationStatementSyntax whole ? whole : node)
            .Distinct();
        return declaring.All(node => node switch
        {
            LocalDeclarationStatementSyntax declaration => Rewrite(declaration),
            SingleVariableDesignationSyntax { Parent: DeclarationExpressionSyntax declared } => Rewrite(declared),
            _ => false,
        });
    }

    /// <summary>The end of a block reads what is disposed there; in a region up to the end, that end comes along.</summary>
    private bool IsDisposedInside(ISymbol local) => local is ILocalSymbol { IsUsing: true }
        && FunctionBody.ListOf(region.Statements[0]).Last() == region.Statements.Last();

    private bool Rewrite(LocalDeclarationStatementSyntax statement)
    {
        if (statement.IsConst
            || !statement.UsingKeyword.IsKind(SyntaxKind.None)
            || !region.Statements.Contains(statement)
            || !statement.Declaration.Variables.All(IsAssignable))
            return false;

        foreach (VariableDeclaratorSyntax variable in statement.Declaration.Variables)
            Declare(model.GetDeclaredSymbol(variable), variable.Identifier.Text);

        Assign(statement);
        return true;
    }

    private void Assign(LocalDeclarationStatementSyntax statement)
    {
        VariableDeclaratorSyntax[] assigned =
            [.. statement.Declaration.Variables.Where(variable => variable.Initializer is not null)];
        if (assigned.Length == 0)
            edits.Remove(statement.Span);
        else if (statement.Declaration.Variables.Count == 1)
            edits.Replace(TextSpan.FromBounds(statement.SpanStart, assigned[0].SpanStart), "");
        else
            edits.Replace(statement.Span, string.Join(" ", assigned.Select(variable => variable + ";")));
    }

    private bool Rewrite(DeclarationExpressionSyntax argument)
    {
        if (argument.Parent is not ArgumentSyntax
            || argument.Designation is not SingleVariableDesignationSyntax { Identifier: var name } designation
            || model.GetDeclaredSymbol(designation) is not ILocalSymbol local
            || !IsNameable(local))
            return false;

        Declare(local, name.Text);
        edits.Replace(argument.Span, name.Text);
        return true;
    }

    private void Declare(ISymbol? symbol, string name)
    {
        names.Add(name);
        declarations.Add(TypeText.Of(((ILocalSymbol)symbol!).Type, model, region.Span.Start) + " " + name + ";");
    }

    private bool IsAssignable(VariableDeclaratorSyntax variable) =>
        model.GetDeclaredSymbol(variable) is ILocalSymbol local
        && IsNameable(local)
        && variable.Initializer?.Value is not (InitializerExpressionSyntax or RefExpressionSyntax);

    private static bool IsNameable(ILocalSymbol local) =>
        local.RefKind == RefKind.None && local.Type.TypeKind != TypeKind.Error && !HasAnonymousPart(local.Type);

    private static bool HasAnonymousPart(ITypeSymbol type) => type.IsAnonymousType || type switch
    {
        IArrayTypeSymbol array => HasAnonymousPart(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasAnonymousPart),
        _ => false,
    };
}
