using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What a body asks more than once, of a field that may change or by a call. Where one answer only can have led, it is
/// asked because it may have changed. Where both answers meet, it is asked for what the first has led to, and is taken to
/// be as it was. Says so as events of the body.
/// </summary>
internal sealed partial class AskedAgain
{
    /// <summary>What is asked more often is left alone: each time is held against each answer.</summary>
    private const int ManyTimes = 32;

    private readonly FlatBody _body;
    private readonly Ways _ways;
    private readonly StablePlaces _stable;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<(int Block, int Index), List<FlowEvent>> _added = new();
    private readonly Reads _reads = new();
    private readonly Lazy<Derivations> _derivations;
    private int _sites;

    private AskedAgain(FlatBody body, ControlDependence dependence, StablePlaces stable, CancellationToken cancellation)
    {
        _body = body;
        _ways = new Ways(body, dependence);
        _derivations = new(() => new Derivations(body));
        _deciding = new(() => _ways.Deciding(IsOfLock));
        _changing = new(() => body.Events.Select(events => events.Any(MayChange)).ToArray());
        _stable = stable;
        _cancellation = cancellation;
        _sites = body.Sites;
    }

    public static FlatBody Follow(FlatBody body, ControlDependence dependence, StablePlaces stable, CancellationToken cancellation)
    {
        if (!body.LockEvents.Any(IsAcquire))
            return body;
        var asked = new AskedAgain(body, dependence, stable, cancellation);
        asked.LookAtPlaces();
        asked.LookAtCalls();
        return asked._added.Count == 0 ? body : body.With(asked.Rewritten());
    }

    private static bool IsAcquire(FlowEvent flowEvent) =>
        flowEvent is LockEvent { Kind: ClauseKind.Acquires, IsPassing: false };

    private static bool IsOfLock(FlowEvent flowEvent) => flowEvent is LockEvent { IsPassing: false };

    private ImmutableArray<ImmutableArray<FlowEvent>> Rewritten() => _body.Events.Select((events, block) =>
        Enumerable.Range(0, events.Length + 1).SelectMany(index =>
            (_added.TryGetValue((block, index), out List<FlowEvent>? added) ? added : [])
            .Concat(index < events.Length ? [events[index]] : [])).ToImmutableArray()).ToImmutableArray();

    private void Add((int Block, int Index) place, FlowEvent flowEvent)
    {
        if (!_added.TryGetValue(place, out List<FlowEvent>? events))
            _added.Add(place, events = new List<FlowEvent>());
        events.Add(flowEvent);
    }

    private static bool IsResult(Expression place) => place is Variable { Number: VariableTable.ResultVariable };

    /// <summary>True if the answer leads there, on one of its ways at least, past such an event.</summary>
    private bool IsChangedAt(int answer, (int Block, int Index) look, Func<FlowEvent, bool> changes) =>
        _ways.From(answer, true, changes).IsChangedAt(look.Block, look.Index)
        || _ways.From(answer, false, changes).IsChangedAt(look.Block, look.Index);
}
