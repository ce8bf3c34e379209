using System.Text;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.Analyzers.Checks;

/// <summary>An inferred clause as the attribute that would declare it.</summary>
internal static class DeclarationText
{
    public static string Of(LockClause clause, IMethodSymbol method)
    {
        var text = new StringBuilder(clause.Kind == ClauseKind.Acquires ? "Acquires(" : "Releases(");
        text.Append(TargetOf(clause.Target, method));
        if (clause.When != Outcome.Always)
            text.Append(", When = Outcome.").Append(clause.When);
        if (clause.Mode != LockMode.Exclusive)
            text.Append(", Mode = LockMode.").Append(clause.Mode);
        return text.Append(')').ToString();
    }

    public static string InWords(LockClause clause)
    {
        string verb = clause.Kind == ClauseKind.Acquires ? "takes" : "gives back";
        string outcome = clause.When == Outcome.Always ? "" : $" if it returns {OutcomeInWords(clause.When)}";
        return $"{verb} '{clause.Target.Text}' for its caller{outcome}";
    }

    private static string OutcomeInWords(Outcome outcome) => outcome switch
    {
        Outcome.True => "true",
        Outcome.False => "false",
        Outcome.Zero => "zero",
        Outcome.NonZero => "anything but zero",
        Outcome.Negative => "a negative number",
        Outcome.NonNegative => "zero or more",
        Outcome.Null => "null",
        Outcome.NotNull => "an object",
        _ => "",
    };

    /// <summary>A single name follows renames as a nameof; a path is a string.</summary>
    private static string TargetOf(ContractTarget target, IMethodSymbol method)
    {
        if (target.Root == TargetRoot.Static)
            return $"\"{target.Path[0].ContainingType?.Name ?? method.ContainingType.Name}.{target.Text}\"";
        bool isName = target.Text != "this" && target.Text.IndexOf('.') < 0;
        if (!isName)
            return $"\"{target.Text}\"";
        bool isKeyword = SyntaxFacts.GetKeywordKind(target.Text) != SyntaxKind.None;
        return $"nameof({(isKeyword ? "@" : "")}{target.Text})";
    }
}
