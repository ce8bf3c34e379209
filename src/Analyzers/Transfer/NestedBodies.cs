using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>The lambdas and local functions in a body, those in them too, each with a graph of its own.</summary>
internal static class NestedBodies
{
    /// <param name="isConcerned">False for one that has nothing to do with locks; what is in it is left out, too.</param>
    public static IEnumerable<(ControlFlowGraph Graph, ISymbol Symbol, SyntaxNode Syntax)> Of(
        ControlFlowGraph graph, Func<SyntaxNode, bool> isConcerned, CancellationToken cancellation)
    {
        var pending = new Queue<ControlFlowGraph>();
        pending.Enqueue(graph);
        while (pending.Count > 0)
        {
            ControlFlowGraph current = pending.Dequeue();
            foreach (IMethodSymbol local in current.LocalFunctions)
            {
                SyntaxNode? text = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
                if (text is null || !isConcerned(text))
                    continue;
                ControlFlowGraph nested = current.GetLocalFunctionControlFlowGraph(local, cancellation);
                pending.Enqueue(nested);
                yield return (nested, local, text);
            }

            foreach (IFlowAnonymousFunctionOperation lambda in LambdasIn(current))
            {
                if (!isConcerned(lambda.Syntax))
                    continue;
                ControlFlowGraph nested = current.GetAnonymousFunctionControlFlowGraph(lambda, cancellation);
                pending.Enqueue(nested);
                yield return (nested, lambda.Symbol, lambda.Syntax);
            }
        }
    }

    private static IEnumerable<IFlowAnonymousFunctionOperation> LambdasIn(ControlFlowGraph graph)
    {
        var pending = new Stack<IOperation>();
        foreach (BasicBlock block in graph.Blocks)
        {
            if (block.BranchValue is { } value)
                pending.Push(value);
            foreach (IOperation operation in block.Operations.Reverse())
                pending.Push(operation);
            while (pending.Count > 0)
            {
                IOperation next = pending.Pop();
                if (next is IFlowAnonymousFunctionOperation lambda)
                    yield return lambda;
                foreach (IOperation child in next.ChildOperations.Reverse())
                    pending.Push(child);
            }
        }
    }
}
