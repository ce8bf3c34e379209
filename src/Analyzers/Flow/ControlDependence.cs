using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>
/// Which branches decide whether a block runs: those it is control-dependent on (Ferrante, Ottenstein, Warren, 1987).
/// Exceptions are left out: a branch that only decides whether a call can throw decides no pairing. Immutable.
/// </summary>
internal sealed class ControlDependence
{
    private readonly List<int>[] _successors;
    private readonly int[] _postDominator;
    private readonly List<int>[] _controllers;

    public ControlDependence(FlowGraph graph)
    {
        int count = graph.Graph.Blocks.Length;
        _successors = Successors(graph);
        _postDominator = PostDominators(count - 1);
        _controllers = new List<int>[count];
        for (int block = 0; block < count; block++)
        {
            // The end of a finally goes on in several ways, but decides nothing: that was decided before it.
            if (graph.Edges[block].Length < 2)
                continue;
            foreach (int successor in _successors[block])
                Control(block, successor);
        }
    }

    /// <summary>Ordinals of the blocks whose branches decide whether this block runs.</summary>
    public IReadOnlyList<int> Controllers(int block) =>
        _controllers[block] ?? (IReadOnlyList<int>)ImmutableArray<int>.Empty;

    /// <summary>Where control may go next, through finallys, exceptions left out.</summary>
    public IReadOnlyList<int> SuccessorsOf(int block) => _successors[block];

    private void Control(int branch, int successor)
    {
        for (int runner = successor; runner >= 0 && runner != _postDominator[branch]; runner = _postDominator[runner])
        {
            List<int> controllers = _controllers[runner] ??= new List<int>();
            if (!controllers.Contains(branch))
                controllers.Add(branch);
        }
    }

    private static List<int>[] Successors(FlowGraph graph)
    {
        var successors = graph.Graph.Blocks.Select(_ => new List<int>()).ToArray();
        foreach (ImmutableArray<FlowEdge> edges in graph.Edges)
        {
            foreach (FlowEdge edge in edges)
            {
                if (edge.Target is not { } target)
                    continue;
                var from = new List<int> { edge.Source.Ordinal };
                foreach (ControlFlowRegion region in edge.Finallys)
                {
                    Connect(successors, from, region.FirstBlockOrdinal);
                    from = Ends(graph, region);
                }

                Connect(successors, from, target.Ordinal);
            }
        }

        return successors;
    }

    private static void Connect(List<int>[] successors, List<int> from, int target)
    {
        foreach (int block in from)
        {
            if (!successors[block].Contains(target))
                successors[block].Add(target);
        }
    }

    private static List<int> Ends(FlowGraph graph, ControlFlowRegion region)
    {
        var ends = new List<int>();
        for (int block = region.FirstBlockOrdinal; block <= region.LastBlockOrdinal; block++)
        {
            if (graph.Edges[block].Any(edge =>
                edge.Branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling))
                ends.Add(block);
        }

        return ends;
    }

    /// <summary>Immediate post-dominators (Cooper, Harvey, Kennedy, 2001); -1 beyond the exit.</summary>
    private int[] PostDominators(int exit)
    {
        var predecessors = _successors.Select(_ => new List<int>()).ToArray();
        for (int block = 0; block < _successors.Length; block++)
        {
            // A block that ends in a throw leaves the member, too.
            if (_successors[block].Count == 0 && block != exit)
                predecessors[exit].Add(block);
            foreach (int successor in _successors[block])
                predecessors[successor].Add(block);
        }

        int[] order = ReverseOrder(exit, predecessors, out List<int> visited);
        var dominator = Enumerable.Repeat(-1, _successors.Length).ToArray();
        dominator[exit] = exit;
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (int block in visited)
            {
                if (block == exit)
                    continue;
                int candidate = Meet(block, exit, dominator, order);
                changed |= candidate != dominator[block];
                dominator[block] = candidate;
            }
        }

        dominator[exit] = -1;
        return dominator;
    }

    private int Meet(int block, int exit, int[] dominator, int[] order)
    {
        int candidate = -1;
        IEnumerable<int> successors = _successors[block].Count == 0 ? new[] { exit } : _successors[block];
        foreach (int successor in successors)
        {
            if (dominator[successor] < 0)
                continue;
            int other = successor;
            if (candidate < 0)
                candidate = other;
            while (candidate != other)
            {
                while (order[candidate] > order[other])
                    candidate = dominator[candidate];
                while (order[other] > order[candidate])
                    other = dominator[other];
            }
        }

        return candidate;
    }

    /// <summary>Numbers blocks from the exit backwards; what never reaches the exit is not visited.</summary>
    private static int[] ReverseOrder(int exit, List<int>[] predecessors, out List<int> visited)
    {
        var finished = new List<int>();
        var seen = new bool[predecessors.Length];
        var stack = new Stack<(int Block, int Next)>();
        stack.Push((exit, 0));
        seen[exit] = true;
        while (stack.Count > 0)
        {
            (int block, int next) = stack.Pop();
            if (next == predecessors[block].Count)
            {
                finished.Add(block);
                continue;
            }

            stack.Push((block, next + 1));
            int predecessor = predecessors[block][next];
            if (!seen[predecessor])
            {
                seen[predecessor] = true;
                stack.Push((predecessor, 0));
            }
        }

        finished.Reverse();
        var order = new int[predecessors.Length];
        for (int i = 0; i < finished.Count; i++)
            order[finished[i]] = i;
        visited = finished;
        return order;
    }
}
