using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Why a contract is not understood, and where: an attribute's argument or a part of a line.</summary>
internal sealed record ContractProblem(string Message, Location Location);
