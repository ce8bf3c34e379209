using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>
/// Bytes allocated for each member that is analysed, bound already; the compiler's graph of it for comparison; and for
/// each file the look at its text.
/// </summary>
internal static class AllocationSuite
{
    public static void Run(IEnumerable<string> folders)
    {
        Console.WriteLine("| sources | members | analysed | bytes each, median | p99 | graph alone, median | text, bytes a file |\n|---|---|---|---|---|---|---|");
        foreach (string folder in folders)
            Measure(new SourceFolder(folder));
    }

    private static void Measure(SourceFolder sources)
    {
        CSharpCompilation compilation = sources.Parse();
        ContractBook book = ContractBook.Create(compilation, [], CancellationToken.None);
        NameScan names = new(book.Names);
        LockMembers concerned = new(new Summaries(book));
        List<double> analysed = [];
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
                analysed.Add(BytesOf(() => member.Analyze()));
                graphs.Add(BytesOf(() => ControlFlowGraph.Create(found.Body, model)));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {sources.Name} | {members:N0} | {analysed.Count:N0} | {Meter.Percentile(analysed, 0.5):N0} | "
            + $"{Meter.Percentile(analysed, 0.99):N0} | {Meter.Percentile(graphs, 0.5):N0} | {looks.Average():N0} |"));
    }

    private static double BytesOf(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
