using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Tests.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>What is found of a member does not depend on who asked first, nor on what became of them.</summary>
public sealed class AskerTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(40)]
    public async Task ChainOfHelpersInEitherOrder_IsFollowedToItsEnd_Reports(int length)
    {
        Assert.Equal(["EXL0001"], await Chain(length, "Monitor.Enter(_gate)", isReversed: false));
        Assert.Equal(["EXL0001"], await Chain(length, "Monitor.Enter(_gate)", isReversed: true));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(40)]
    public async Task ChainOfHelpersThatTakeNothing_IsSilent(int length)
    {
        Assert.Empty(await Chain(length, "lock (_gate) { }", isReversed: false));
        Assert.Empty(await Chain(length, "lock (_gate) { }", isReversed: true));
    }

    [Fact]
    public void MemberSolvedForACallerWhoWasCancelledSince_IsAskedOn_IsSilent()
    {
        Subject subject = new("""
            using System.Threading;
            class C
            {
                readonly object _gate = new();
                void Whole() { Take(); Monitor.Exit(_gate); }
                void Take() { Monitor.Enter(_gate); }
                void Other() { lock (_gate) { Monitor.Exit(_gate); Monitor.Enter(_gate); } }
            }
            """);
        Summaries summaries = new(subject.Book);
        using CancellationTokenSource first = new();
        Take("Whole", first.Token);
        first.Cancel();

        MemberBody body = Take("Take", CancellationToken.None);

        Assert.False(body.Callees.Cancellation.IsCancellationRequested);
        Assert.Empty(LockNotReleased.LeaksOf(body, body.Locks.Single()));

        MemberBody Take(string name, CancellationToken cancellation)
        {
            IMethodSymbol method = subject.Method(name);
            SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax(CancellationToken.None);
            SemanticModel model = subject.Compilation.GetSemanticModel(declaration.SyntaxTree);
            return summaries.Take(method, declaration, declaration, model, cancellation)!;
        }
    }

    /// <summary>The warnings of a member that calls the first of so many helpers, of which the last touches the lock.</summary>
    private static async Task<string[]> Chain(int length, string last, bool isReversed)
    {
        IEnumerable<string> members = Enumerable.Range(1, length - 1).Select(i => $"void H{i}() {{ H{i + 1}(); }}\n")
            .Prepend("public void M(bool b) { H1(); if (b) return; Monitor.Exit(_gate); }\n")
            .Append($"void H{length}() {{ {last}; }}\n");
        Subject subject = new($$"""
            using System.Threading;
            class C
            {
                readonly object _gate = new();
                {{string.Concat(isReversed ? members.Reverse() : members)}}
            }
            """);
        ImmutableArray<Diagnostic> found = await subject.Compilation.WithAnalyzers([new ExtentLockAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(report => report.Severity == DiagnosticSeverity.Warning).Select(report => report.Id)];
    }
}
