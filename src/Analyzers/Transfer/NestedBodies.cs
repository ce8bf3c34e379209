using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>A body and the lambdas and local functions in it that mention locks, each with a graph of its own.</summary>
internal static class NestedBodies
{
    public static IEnumerable<(ControlFlowGraph Graph, ISymbol Symbol, SyntaxNode Syntax)> WithSelf(
        ControlFlowGraph graph, ISymbol member, SyntaxNode declaration, ContractBook book, CancellationToken cancellation)
    {
        var pending = new Queue<(ControlFlowGraph, ISymbol, SyntaxNode)>();
        pending.Enqueue((graph, member, declaration));
        while (pending.Count > 0)
        {
            (ControlFlowGraph current, ISymbol symbol, SyntaxNode syntax) = pending.Dequeue();
            yield return (current, symbol, syntax);
            foreach (IMethodSymbol local in current.LocalFunctions)
            {
                SyntaxNode? text = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
                if (text is not null && Mentions(text, book))
                    pending.Enqueue((current.GetLocalFunctionControlFlowGraph(local, cancellation), local, text));
            }

            foreach (IFlowAnonymousFunctionOperation lambda in LambdasIn(current))
            {
                if (Mentions(lambda.Syntax, book))
                    pending.Enqueue((
                        current.GetAnonymousFunctionControlFlowGraph(lambda, cancellation), lambda.Symbol, lambda.Syntax));
            }
        }
    }

    private static bool Mentions(SyntaxNode syntax, ContractBook book) =>
        CalleeBodies.Identifiers(syntax).Any(book.Mentions);

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
