using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Flow;

/// <summary>Exceptions, handlers and finally blocks.</summary>
internal sealed partial class Solver<TState>
{
    /// <summary>Sends an exception outwards from a region, to handlers, through finallys, or out of the member.</summary>
    private void Throw(
        FinallyInstance<TState> instance, ControlFlowRegion? region, Thrown thrown, Flowing<TState> flowing)
    {
        for (; region is not null; region = region.Around())
        {
            switch (region.Kind)
            {
                case ControlFlowRegionKind.Filter:
                    return; // The runtime swallows what a filter throws.
                case ControlFlowRegionKind.Finally:
                    Finish(instance, flowing, thrown);
                    return;
                case ControlFlowRegionKind.Try when region.EnclosingRegion is { } enclosing:
                    if (enclosing.Kind == ControlFlowRegionKind.TryAndFinally)
                    {
                        EnterFinally(
                            instance, enclosing.NestedRegions[1], new ThrowContinuation(thrown, enclosing), flowing);
                        return;
                    }

                    if (enclosing.Kind == ControlFlowRegionKind.TryAndCatch && Catch(instance, enclosing, thrown, flowing))
                        return;
                    break;
            }
        }

        Exit(null, thrown, flowing);
    }

    /// <summary>True if a handler surely takes the exception.</summary>
    private bool Catch(
        FinallyInstance<TState> instance, ControlFlowRegion tryAndCatch, Thrown thrown, Flowing<TState> flowing)
    {
        for (int i = 1; i < tryAndCatch.NestedRegions.Length; i++)
        {
            ControlFlowRegion handler = tryAndCatch.NestedRegions[i];
            CatchMatch match = ExceptionRouting.Match(handler, thrown);
            if (match == CatchMatch.No)
                continue;
            BasicBlock first = _graph.Graph.Blocks[handler.FirstBlockOrdinal];
            Arrive(instance, first, flowing with { Caught = new Caught(thrown, handler, Caught.At(first, flowing.Caught)) }, isThrown: true);
            if (match == CatchMatch.Surely)
                return true;
        }

        return false;
    }

    /// <summary>The same state comes of an exception that is likelier than the one known: that is the path to show.</summary>
    private static bool IsLikelier(Slot slot, Flowing<TState> flowing) => flowing.Trace.LastThrow is { } point
        && slot.States.Exists(known => known.Trace.LastThrow is { } other && known.SameAs(flowing) && point.Beats(other));

    private void EnterFinally(
        FinallyInstance<TState> caller, ControlFlowRegion region, Continuation continuation, Flowing<TState> flowing)
    {
        // A finally inside another one goes on in that one: what an exception brought there must not end its normal way.
        Continuation? outermost = caller.Outermost ?? caller.Continuation;
        var key = (region, continuation, outermost, _problem.Key(flowing.State));
        if (!_instances.TryGetValue(key, out FinallyInstance<TState>? instance))
        {
            instance = new FinallyInstance<TState>(_instances.Count + 1, region, continuation, outermost);
            _instances.Add(key, instance);
        }

        if (!instance.Callers.Contains(caller))
        {
            instance.Callers.Add(caller);
            foreach ((Flowing<TState> outcome, Thrown? thrown) in instance.Outcomes.ToArray())
                Resume(caller, instance, outcome, thrown);
        }

        Arrive(instance, _graph.Graph.Blocks[region.FirstBlockOrdinal], flowing, continuation is ThrowContinuation);
    }

    /// <summary>The end of a finally; or of a filter that said no, where the exception has gone on already.</summary>
    private void EndFinally(FinallyInstance<TState> instance, BasicBlock block, Flowing<TState> flowing)
    {
        for (ControlFlowRegion? region = block.EnclosingRegion; region is not null; region = region.Around())
        {
            if (region.Kind == ControlFlowRegionKind.Filter)
                return;
            if (region.Kind == ControlFlowRegionKind.Finally)
            {
                Finish(instance, flowing, null);
                return;
            }
        }
    }

    private void Finish(FinallyInstance<TState> instance, Flowing<TState> flowing, Thrown? thrown)
    {
        if (!instance.Add(flowing, thrown))
            return;
        foreach (FinallyInstance<TState> caller in instance.Callers.ToArray())
            Resume(caller, instance, flowing, thrown);
    }

    private void Resume(
        FinallyInstance<TState> caller, FinallyInstance<TState> instance, Flowing<TState> flowing, Thrown? thrown)
    {
        // An exception out of a finally takes the place of whatever was to come after it.
        if (thrown is not null)
            Throw(caller, instance.Region!.EnclosingRegion?.EnclosingRegion, thrown, flowing);
        else if (instance.Continuation is BranchContinuation branch)
            Follow(caller, branch.Edge, branch.Next, flowing);
        else if (instance.Continuation is ThrowContinuation onward)
            Throw(caller, onward.Region.EnclosingRegion, onward.Thrown, flowing);
    }

    private void Rethrow(FinallyInstance<TState> instance, BasicBlock block, Flowing<TState> flowing)
    {
        // Entered by a call that threw, a rethrow is still a call that threw; the statement only passes it on.
        Thrown caught = flowing.Caught?.Thrown ?? Thrown.ByCall;
        Throw(instance, block.EnclosingRegion, caught, flowing);
    }

    private static Thrown ThrownBy(BasicBlock block)
    {
        IOperation? exception = block.BranchValue;
        while (exception is IConversionOperation conversion)
            exception = conversion.Operand;
        SyntaxNode? syntax = block.BranchValue?.Syntax;
        SyntaxNode? statement = syntax?.FirstAncestorOrSelf<SyntaxNode>(
            node => node is ThrowStatementSyntax or ThrowExpressionSyntax);
        ITypeSymbol? type = exception?.Type;
        return new Thrown(ThrowTier.Explicit, statement ?? syntax, type?.TypeKind == TypeKind.Error ? null : type);
    }

    /// <summary>The compiler's own throw behind the arms of a switch expression: no path anybody wrote.</summary>
    private static bool IsUnmatchedSwitch(BasicBlock block) =>
        block.BranchValue is { IsImplicit: true, Syntax: SwitchExpressionSyntax };
}
