using System;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// The documentation id that a contract file line starts with. An id without parentheses means every overload;
/// <c>M:N.C.Wait()</c> means the one without parameters.
/// </summary>
internal sealed class DocumentationId
{
    private readonly string _text;

    private DocumentationId(string text, bool isExact)
    {
        _text = text;
        IsExact = isExact;
        int end = text.IndexOf('(');
        string name = end < 0 ? text : text.Substring(0, end);
        int dot = name.LastIndexOf('.');
        ContainingType = text[0] == 'T' || dot < 0 ? null : "T:" + name.Substring(2, Math.Max(0, dot - 2));
        Key = KeyOf(name.Substring(2));
    }

    /// <summary>M, P or T.</summary>
    public char Kind => _text[0];

    public bool IsExact { get; }

    /// <summary>Id of the type that declares the member; null for a type's own.</summary>
    public string? ContainingType { get; }

    /// <summary>The simple name under which the member is looked up; "ctor" for constructors.</summary>
    public string Key { get; }

    /// <summary>What the source says where it uses the member: the type's name for a constructor.</summary>
    public string SourceName => Key == "ctor" && ContainingType is { } type ? KeyOf(type.Substring(2)) : Key;

    public static DocumentationId? Parse(string text)
    {
        bool isId = text.Length > 2 && text[0] is 'M' or 'P' or 'T' && text[1] == ':';
        if (!isId || text.IndexOf(':', 2) >= 0)
            return null;

        bool hasNoParameters = text.EndsWith("()", StringComparison.Ordinal);
        DocumentationId id = new(
            hasNoParameters ? text.Substring(0, text.Length - 2) : text,
            isExact: text[0] == 'T' || text[text.Length - 1] == ')');
        return id.Key.Length > 0 && id.ContainingType is null or { Length: > 2 } ? id : null;
    }

    /// <summary>The key under which a symbol's declarations would stand.</summary>
    public static string KeyOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } invoke => invoke.ContainingType.Name,
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => "ctor",
        IMethodSymbol { AssociatedSymbol: IPropertySymbol property } => KeyOf(property.MetadataName),
        _ => KeyOf(symbol.MetadataName),
    };

    /// <summary>What the source says where it uses this member.</summary>
    public static string SourceNameOf(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : KeyOf(method);

    /// <summary>The id that declarations about this method carry: its own, its property's or its delegate's.</summary>
    public static string? Of(IMethodSymbol method) => method switch
    {
        { MethodKind: MethodKind.DelegateInvoke } => method.ContainingType.GetDocumentationCommentId(),
        { AssociatedSymbol: IPropertySymbol property } => property.GetDocumentationCommentId(),
        _ => method.GetDocumentationCommentId(),
    };

    public bool Matches(string? id)
    {
        if (id is null || !id.StartsWith(_text, StringComparison.Ordinal))
            return false;

        return id.Length == _text.Length || !IsExact && id[_text.Length] is '(' or '`';
    }

    public override string ToString() => _text;

    /// <summary>The last part of a name, without arity and the interface of an explicit implementation.</summary>
    private static string KeyOf(string name)
    {
        int start = Math.Max(name.LastIndexOf('.'), name.LastIndexOf('#')) + 1;
        int arity = name.IndexOf('`', start);
        return arity < 0 ? name.Substring(start) : name.Substring(start, arity - start);
    }
}
