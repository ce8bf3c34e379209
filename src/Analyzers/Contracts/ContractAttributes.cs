using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Which contract an attribute stands for.</summary>
internal enum ContractAttribute
{
    None,
    Acquires,
    Releases,
    ReleasesOnAllPaths,
}

/// <summary>One <c>[ReleasesOnAllPaths]</c> as it was written; an empty target stands for everything.</summary>
internal sealed record ProofText(string Target, Exits On);

/// <summary>Reads contract attributes. They are told by their full metadata name, whoever declares the type.</summary>
internal static class ContractAttributes
{
    public const string Namespace = "ExtentLock.Contracts";

    /// <summary>What an attribute is called where it is used, before binding.</summary>
    public static readonly ImmutableDictionary<string, ContractAttribute> SourceNames =
        Enum.GetValues(typeof(ContractAttribute)).Cast<ContractAttribute>()
            .Where(kind => kind != ContractAttribute.None)
            .SelectMany(kind => new[] { (Name: $"{kind}", kind), (Name: $"{kind}Attribute", kind) })
            .ToImmutableDictionary(pair => pair.Name, pair => pair.kind);

    /// <summary>Full names of the attributes' types.</summary>
    public static readonly ImmutableArray<string> TypeNames =
        [.. SourceNames.Keys.Where(name => name.EndsWith("Attribute", StringComparison.Ordinal)).Select(name => $"{Namespace}.{name}")];

    public static ContractAttribute KindOf(AttributeSyntax attribute)
    {
        string name = attribute.Name switch
        {
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
            _ => "",
        };
        return SourceNames.TryGetValue(name, out ContractAttribute kind) ? kind : ContractAttribute.None;
    }

    public static ContractAttribute KindOf(AttributeData attribute) =>
        attribute.AttributeClass is { Arity: 0, ContainingType: null } type
        && SourceNames.TryGetValue(type.Name, out ContractAttribute kind)
        && type.Name.EndsWith("Attribute", StringComparison.Ordinal)
        && TaskShape.IsIn(type.ContainingNamespace, "Contracts", "ExtentLock")
            ? kind
            : ContractAttribute.None;

    /// <summary>Null for any other attribute, and for one whose arguments the compiler refuses.</summary>
    public static ClauseText? ReadClause(AttributeData attribute)
    {
        ClauseKind? kind = KindOf(attribute) switch
        {
            ContractAttribute.Acquires => ClauseKind.Acquires,
            ContractAttribute.Releases => ClauseKind.Releases,
            _ => null,
        };
        if (kind is null || attribute.AttributeConstructor is null)
            return null;

        string? start = Argument(attribute, "Start") as string;
        string? end = Argument(attribute, "End") as string;
        return new ClauseText(kind.Value, FirstText(attribute))
        {
            When = (Outcome)Number(attribute, "When", 0),
            Mode = (LockMode)Number(attribute, "Mode", 0),
            Start = string.IsNullOrWhiteSpace(start) ? null : start,
            End = string.IsNullOrWhiteSpace(end) ? null : end,
            FromAttribute = true,
        };
    }

    /// <summary>Null for any other attribute, and for one whose arguments the compiler refuses.</summary>
    public static ProofText? ReadProof(AttributeData attribute) =>
        KindOf(attribute) == ContractAttribute.ReleasesOnAllPaths && attribute.AttributeConstructor is not null
            ? new ProofText(FirstText(attribute), (Exits)Number(attribute, "On", (int)Exits.All))
            : null;

    private static string FirstText(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string text }
            ? text
            : "";

    private static object? Argument(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is
            { Kind: not TypedConstantKind.Array, Value: { } value }
            ? value
            : null;

    private static int Number(AttributeData attribute, string name, int otherwise) =>
        Argument(attribute, name) is int or byte or short or sbyte or ushort
            ? Convert.ToInt32(Argument(attribute, name), CultureInfo.InvariantCulture)
            : otherwise;
}
