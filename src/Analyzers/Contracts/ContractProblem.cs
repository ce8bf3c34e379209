using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Why a contract is not understood, with its place: an attribute argument or a part of a file's line.</summary>
internal sealed record ContractProblem(string Message, Location Location);
