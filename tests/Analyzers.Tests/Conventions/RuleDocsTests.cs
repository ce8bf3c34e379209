using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Conventions;

/// <summary>Each rule's page says what the rule says, and is where the rule's help link leads.</summary>
public sealed class RuleDocsTests
{
    private const string Pages = "https://github.com/extentlock/ExtentLockAnalyzers/blob/main/docs/rules/";

    private static readonly string[] Sections =
        ["## Cause", "## Example", "Before:", "After:", "## How to fix", "## When to suppress"];

    public static TheoryData<string> Ids => [.. Rules.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_AgreesWithItsRule(string id)
    {
        DiagnosticDescriptor rule = Rule(id);
        string[] page = Repository.Lines($"docs/rules/{id}.md");

        Assert.Equal($"# {id}: {rule.Title}", page[0]);
        Assert.Contains($"| Severity | {Rules.Severity(rule)} |", page);
        Assert.Contains($"| Category | {rule.Category} |", page);
        Assert.Single(page, line => line.StartsWith("| Fixes | ", StringComparison.Ordinal));
        Assert.Equal(Sections, page.Where(Sections.Contains));
        Assert.Equal(2, page.Count(line => line == "```csharp"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void HelpLink_LeadsToThePage(string id) => Assert.Equal($"{Pages}{id}.md", Rule(id).HelpLinkUri);

    private static DiagnosticDescriptor Rule(string id) => Rules.All.Single(rule => rule.Id == id);
}
