using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>
/// Bytes allocated for each member that is analysed, bound already: in its turn, where the first pays for what others need
/// too, and alone, with nothing kept of an earlier one; the compiler's graph of it for comparison; and for each file the
/// look at its text.
/// </summary>
internal static class AllocationSuite
{
    public static void Run(IEnumerable<string> folders)
    {
        Console.WriteLine("| sources | members | analysed | bytes each in turn, median | p99 | alone, median | p99 | graph alone, median | text, bytes a file |\n|---|---|---|---|---|---|---|---|---|");
        foreach (string folder in folders)
            Measure(new SourceFolder(folder));
    }

    private static void Measure(SourceFolder sources)
    {
        CSharpCompilation compilation = sources.Parse();
        ContractBook book = ContractBook.Create(compilation, [], CancellationToken.None);
        NameScan names = new(book.Names);
        Summaries summaries = new(book);
        LockMembers concerned = new(summaries);
        List<double> inTurn = [];
        List<double> alone = [];
        List<double> graphs = [];
        List<double> looks = [];
        int members = 0;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            names.PlacesIn(tree.GetText());
            looks.Add(BytesOf(() => names.PlacesIn(tree.GetText())));
            SemanticModel model = compilation.GetSemanticModel(tree);
            members += DeclaredBodies.In(tree.GetRoot(), within: null).Count();
            foreach (LockMember found in concerned.In(model, within: null, CancellationToken.None))
            {
                Member member = new(found, model, book);
                inTurn.Add(BytesOf(() =>
                    ExtentLockAnalyzer.Analyze(found, model, summaries, RuleOptions.None, CancellationToken.None)));
                alone.Add(BytesOf(() => member.Analyze()));
                graphs.Add(BytesOf(() => ControlFlowGraph.Create(found.Body, model)));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {sources.Name} | {members:N0} | {alone.Count:N0} | {Meter.Percentile(inTurn, 0.5):N0} | "
            + $"{Meter.Percentile(inTurn, 0.99):N0} | {Meter.Percentile(alone, 0.5):N0} | {Meter.Percentile(alone, 0.99):N0} | {Meter.Percentile(graphs, 0.5):N0} | {looks.Average():N0} |"));
    }

    private static double BytesOf(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
