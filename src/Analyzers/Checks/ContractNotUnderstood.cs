using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>A contract can't be understood; it is ignored, and everything else is analysed without it.</summary>
internal static class ContractNotUnderstood
{
    public const string Id = "EXL1005";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "Contract can't be understood",
        "This contract has no effect: {0}",
        "Locking",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "What a contract names must exist and be such that it can be held, told or counted. "
            + "A contract that is not understood promises nothing.",
        helpLinkUri: "https://github.com/extentlock/ExtentLockAnalyzers/blob/main/docs/rules/EXL1005.md");

    public static Diagnostic Report(ContractProblem problem) =>
        Diagnostic.Create(Descriptor, problem.Location, problem.Message);
}
