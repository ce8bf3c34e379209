using System;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>The contract file that docs/contracts.md shows is one.</summary>
public sealed class ContractsPageTests
{
    [Fact]
    public void ExampleFile_CanBeRead()
    {
        string example = string.Join('\n', Repository.Lines("docs/contracts.md").Where(IsExample));
        ContractFile file = ContractFile.Of(SourceText.From(example));

        Assert.Empty(file.Problems);
        Assert.Equal(6, file.Declarations.Length);
    }

    [Fact]
    public void LineThatSaysNothing_IsAProblem()
    {
        Assert.NotEmpty(ContractFile.Of(SourceText.From("M:Vendor.Gate.Enter")).Problems);
    }

    private static bool IsExample(string line) => line.Contains(":Vendor.", StringComparison.Ordinal);
}
