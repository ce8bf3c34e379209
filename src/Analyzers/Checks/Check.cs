using System.Collections.Generic;
using System.Collections.Immutable;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>A rule: its texts and its logic together. Stateless; shared between threads; asked once per solved body.</summary>
internal abstract class Check
{
    public const string Category = "Locking";

    private const string HelpLink = "https://github.com/extentlock/ExtentLockAnalyzers/blob/main/docs/rules/";

    public abstract DiagnosticDescriptor Rule { get; }

    public abstract IEnumerable<Finding> Run(MemberBody body);

    protected static DiagnosticDescriptor Describe(
        string id, string title, string message, DiagnosticSeverity severity, string description) =>
        new(id, title, message, Category, severity, true, description, $"{HelpLink}{id}.md");
}

/// <summary>Something a rule found, before it is put into words and places. Immutable.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">What is underlined.</param>
/// <param name="Body">The body it was found in.</param>
/// <param name="Lock">The lock; null if it was never taken.</param>
/// <param name="Path">How it comes about; null if no single path shows it.</param>
/// <param name="Arguments">Of the message.</param>
internal sealed record Finding(
    DiagnosticDescriptor Rule,
    Location Place,
    MemberBody Body,
    LockAnalysis? Lock,
    FindingPath? Path,
    ImmutableArray<string> Arguments)
{
    /// <summary>The attribute that would settle it, as source; null if none would.</summary>
    public string? Declaration { get; init; }

    /// <summary>Name of the release that belongs to the acquire, where it is not that which is called; else null.</summary>
    public string? Counterpart { get; init; }

    /// <summary>The release that has given the lock back already; null if none has.</summary>
    public SyntaxNode? Earlier { get; init; }

    /// <summary>The leak that it is about; null if it is about something else.</summary>
    public Leak? Leak { get; init; }

    /// <summary>The acquire of what is held already; null if it is about something else.</summary>
    public LockEvent? SecondAcquire { get; init; }

    /// <summary>The release that found nothing to release; null if it is about something else.</summary>
    public LockEvent? WrongRelease { get; init; }
}
