using System;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Flow;

/// <summary>Which statement is named for an edge that leaves: statements that leave nothing in the graph are found, too.</summary>
public sealed class ExitSiteTests
{
    [Theory]
    [InlineData("Call();", "end")]
    [InlineData("", "end")]
    [InlineData("Call(); return;", "1: return;")]
    [InlineData("if (a) return;\nCall();", "1: return;; end")]
    [InlineData("if (a)\n{\n  return;\n}\nCall();", "3: return;; end")]
    [InlineData("if (a) { if (b)\n return; Call(); }\nelse\n return;\nCall();", "2: return;; 4: return;; end")]
    [InlineData("if (!a) return;\nreturn;", "1: return;; 2: return;")]
    [InlineData("if (a) { } else\nreturn;", "2: return;; end")]
    [InlineData("if (a && b)\nreturn;", "2: return;; end")]
    public void ReturnInIf_IsFound(string body, string expected) => Assert.Equal(expected, SitesOf(body));

    [Theory]
    [InlineData("while (a) { Call(); if (b) break; }", "end")]
    [InlineData("while (a) { Call(); if (b) break; }\nreturn;", "2: return;")]
    [InlineData("while (a)\n{\n  Call();\n  if (b) return;\n}", "4: return;; end")]
    [InlineData("for (int i = 0; i < n; i++)\n  return;", "2: return;; end")]
    [InlineData("foreach (var c in \"xy\")\n  return;", "2: return;; end")]
    [InlineData("do { Call(); } while (a);\nreturn;", "2: return;")]
    public void WayOutOfALoop_IsFound(string body, string expected) => Assert.Equal(expected, SitesOf(body));

    [Theory]
    [InlineData("if (a) goto done;\nCall();\ndone: ;", "end")]
    [InlineData("if (a) goto done;\nCall();\ndone: return;", "3: return;")]
    [InlineData("if (a) { Call(); goto done; }\nCall();\nreturn;\ndone:\nreturn;", "3: return;; 5: return;")]
    public void Goto_LeadsToTheStatementAtItsLabel(string body, string expected) => Assert.Equal(expected, SitesOf(body));

    [Theory]
    [InlineData("try { Call(); }\ncatch { return; }\nCall();", "2: return;; end")]
    [InlineData("try { Call(); }\ncatch (IOException) { return; }\ncatch (Exception) { return; }\nCall();", "2: return;; 3: return;; end")]
    [InlineData("try { Call(); }\ncatch (IOException) when (a) { return; }\nCall();", "2: return;; end")]
    [InlineData("try { Call(); return; }\nfinally { Call(); }", "1: return;")]
    [InlineData("try { try { Call(); } catch { return; } }\nfinally { Call(); }", "1: return;; end")]
    public void HandlerThatReturns_IsFound(string body, string expected) => Assert.Equal(expected, SitesOf(body));

    [Theory]
    [InlineData("switch (n)\n{\n  case 1: return;\n  case 2: Call(); return;\n}", "3: return;; 4: return;; end")]
    [InlineData("switch (n)\n{\n  case 1: break;\n  default: return;\n}\nCall();", "4: return;; end")]
    [InlineData("switch (n)\n{\n  case > 3: return;\n  case 2 when a: return;\n}\nCall();", "3: return;; 4: return;; end")]
    public void SwitchSectionThatReturns_IsFound(string body, string expected) => Assert.Equal(expected, SitesOf(body));

    private static string SitesOf(string body)
    {
        ControlFlowGraph graph = Probing.GraphOf(body);
        int first = graph.OriginalOperation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line;
        var sites = new FlowGraph(graph).Edges.SelectMany(edges => edges)
            .Where(edge => edge.LeavesMember && edge.Source.IsReachable)
            .Select(edge => Describe(ExitSites.Of(edge, graph), first)).Distinct().OrderBy(site => site, StringComparer.Ordinal);
        return string.Join("; ", sites);
    }

    private static string Describe(SyntaxNode site, int first) => site is StatementSyntax and not BlockSyntax
        ? $"{site.GetLocation().GetLineSpan().StartLinePosition.Line - first}: {site}"
        : "end";
}
