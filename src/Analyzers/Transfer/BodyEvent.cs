using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>A variable, field or element gets a value. <paramref name="Site"/> numbers it where it can't be followed.</summary>
internal sealed class Assignment(Expression place, Expression value, int site, SyntaxNode syntax) : FlowEvent(syntax)
{
    /// <summary>Nobody has written this: a question that is asked again is taken to be answered as before. No proof rests on it.</summary>
    public bool IsAssumed { get; init; }

    public Expression Place { get; } = place;

    public Expression Value { get; } = value;

    public int Site { get; } = site;
}

/// <summary>An operation makes its result anew; what was said of its last result ends.</summary>
internal sealed class Fresh(int site, Expression result, SyntaxNode syntax) : FlowEvent(syntax)
{
    public int Site { get; } = site;

    public Expression Result { get; } = result;

    /// <summary>What the result is a function of; null if of nothing that is followed.</summary>
    public Computed? Computed { get; init; }

    /// <summary>What the result answers; null if it is no answer, or a contract says what it tells.</summary>
    public Question? Question { get; init; }
}

/// <summary>A call that answers yes or no, or one of a few: what is asked, of whom, about what.</summary>
internal sealed record Question(IMethodSymbol Method, Expression? Instance, ImmutableArray<Expression> Arguments)
{
    public bool Equals(Question? other) => other is not null && SymbolEqualityComparer.Default.Equals(Method, other.Method)
        && Equals(Instance, other.Instance) && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Method);
}

/// <summary>From here on the condition holds: a smaller of two is at most each of them; a new object is not null.</summary>
internal sealed class Assumption(Expression condition, SyntaxNode syntax) : FlowEvent(syntax)
{
    public Expression Condition { get; } = condition;

    /// <summary>Control goes on only where it holds; else it is merely known to hold.</summary>
    public bool IsAsserted { get; init; }
}

/// <summary>Something here may acquire or release the lock in a way that is not followed.</summary>
/// <param name="target">The lock; null for every lock whose last name is one of <paramref name="names"/>, or of the family.</param>
internal sealed class Uncertainty(Expression? target, ImmutableHashSet<string>? names, SyntaxNode syntax)
    : FlowEvent(syntax)
{
    public Expression? Target { get; } = target;

    public ImmutableHashSet<string>? Names { get; } = names;

    /// <summary>Any lock that is taken by methods of this type; null if it is told otherwise which.</summary>
    public ITypeSymbol? Family { get; init; }

    /// <summary>A nested function that names releases: what it may give back is its business from here on.</summary>
    public bool MayRelease { get; init; }

    /// <summary>It runs on another thread: a lock that belongs to this one can't be released there.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>The lock itself is done with: nobody gets it from here.</summary>
    public bool IsDisposal { get; init; }

    /// <summary>A member that is called may do it; its own text says whether it does.</summary>
    public bool IsByMember { get; init; }

    /// <summary>An object is given the lock the text of which names none: it can only pass it on.</summary>
    public bool IsShared { get; init; }

    /// <summary>An object is made with the lock, and gives it back when it is disposed.</summary>
    public bool IsForDisposal { get; init; }

    /// <summary>That object is what the member returns.</summary>
    public bool IsReturned { get; init; }
}

/// <summary>A result that a declared member acquired is mentioned so that somebody else may get hold of it.</summary>
internal sealed class HandOut(Expression target, Custody custody, SyntaxNode syntax) : FlowEvent(syntax)
{
    public Expression Target { get; } = target;

    public Custody Custody { get; } = custody;
}

/// <summary>The member is left here and comes back later, perhaps on another thread: an await or a yield.</summary>
internal sealed class Suspension(bool isYield, SyntaxNode syntax) : FlowEvent(syntax)
{
    public bool IsYield { get; } = isYield;
}

/// <summary>Where it is asked again: what the place holds may not be what it held before, unless this path wrote it.</summary>
internal sealed class Renewal(Expression place, int site, SyntaxNode syntax) : FlowEvent(syntax)
{
    public Expression Place { get; } = place;

    public int Site { get; } = site;

    /// <summary>It is taken to be what it was, but in a proof.</summary>
    public bool IsForProof { get; init; }
}

/// <summary>Asked again behind something that is known to write what the answer rests on: it may be either.</summary>
internal sealed class Doubt(Expression asked, SyntaxNode syntax) : FlowEvent(syntax)
{
    public Expression Asked { get; } = asked;
}

/// <summary>The result of <see cref="Query"/> tells whether the lock is held here in that mode.</summary>
internal sealed class HeldTest(HeldQuery query, LockMode mode, SyntaxNode syntax) : FlowEvent(syntax)
{
    public HeldQuery Query { get; } = query;

    public LockMode Mode { get; } = mode;
}

/// <summary>One clause of a contract takes effect: a lock is taken or given back, perhaps on an outcome only.</summary>
internal sealed class LockEvent(LockClause clause, Expression target, int site, SyntaxNode syntax) : FlowEvent(syntax)
{
    public LockClause Clause { get; } = clause;

    public ClauseKind Kind => Clause.Kind;

    public Expression Target { get; } = target;

    public int Site { get; } = site;

    /// <summary>What tells the outcome, and the numbers that mean it took effect; null for always.</summary>
    public (Expression Subject, IntervalSet Set)? Outcome { get; init; }

    public Expression? Start { get; init; }

    public Expression? End { get; init; }

    /// <summary>Nobody looks at what tells the outcome.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>Static type of what is locked: two targets of unrelated types are never one lock.</summary>
    public ITypeSymbol? Type { get; init; }

    /// <summary>The type whose method was called; a monitor and a semaphore on one object are two locks.</summary>
    public ITypeSymbol? Family { get; init; }

    /// <summary>The method that does it by its own body; null if a contract says so, or it is given the lock.</summary>
    public IMethodSymbol? Callee { get; init; }

    /// <summary>Taken and given back before the call returns: it must not be held here.</summary>
    public bool IsPassing { get; init; }

    /// <summary>Written by the compiler for a <c>lock</c> statement.</summary>
    public bool IsImplicit { get; init; }

    /// <summary>The wait ended with an exception that says the lock was left behind by its owner, and is ours now.</summary>
    public bool IsAbandoned { get; private init; }

    /// <summary>What the text names, where <see cref="Target"/> is each element of a collection; else null.</summary>
    public Expression? Named { get; private init; }

    /// <summary>The same wait, ended like that.</summary>
    public LockEvent ButAbandoned(int site) => new(Clause, Target, site, Syntax) { Type = Type, Family = Family, IsAbandoned = true };

    /// <summary>The same of each element that a loop runs over.</summary>
    public LockEvent ForEach(Expression each) => new(Clause, each, Site, Syntax)
    {
        Named = Target,
        Callee = Callee,
        Type = Type,
        Family = Family,
        IsImplicit = IsImplicit,
    };
}

/// <summary>A body, flattened: events and condition by block ordinal. Immutable.</summary>
internal sealed class FlatBody(
    FlowGraph graph,
    ImmutableArray<ImmutableArray<FlowEvent>> events,
    ImmutableArray<Expression?> conditions,
    VariableTable variables,
    bool broken)
{
    public FlowGraph Graph { get; } = graph;

    public ImmutableArray<ImmutableArray<FlowEvent>> Events { get; } = events;

    public ImmutableArray<Expression?> Conditions { get; } = conditions;

    public VariableTable Variables { get; } = variables;

    /// <summary>The code does not compile: what can't be resolved may be anything, so nothing is reported.</summary>
    public bool IsBroken { get; } = broken;

    /// <summary>A call of it runs nothing yet.</summary>
    public bool IsIterator { get; } = events.SelectMany(block => block).Any(flowEvent => flowEvent is Suspension { IsYield: true });

    /// <summary>The first number that no event has.</summary>
    public int Sites { get; init; }

    /// <summary>Acquires of which the task is dropped on the spot.</summary>
    public ImmutableArray<SyntaxNode> Dropped { get; init; } = ImmutableArray<SyntaxNode>.Empty;

    /// <summary>Locks that a task nobody awaits here may take at any time.</summary>
    public ImmutableArray<Expression> Unfollowed { get; init; } = ImmutableArray<Expression>.Empty;

    /// <summary>What a task acquires that the member returns as it is.</summary>
    public ImmutableArray<(LockClause Clause, Expression Target)> Forwarded { get; init; } =
        ImmutableArray<(LockClause, Expression)>.Empty;

    /// <summary>Results that a declared member acquired, and that this body keeps as long as it does not hand them out.</summary>
    public ImmutableHashSet<Expression> Owned { get; init; } = ImmutableHashSet<Expression>.Empty;

    /// <summary>Results that are locks acquired by the very call: each is an object of its own.</summary>
    public ImmutableHashSet<int> AcquiredResults { get; } = events.SelectMany(block => block).OfType<LockEvent>()
        .Where(lockEvent => lockEvent.Kind == ClauseKind.Acquires).Select(lockEvent => lockEvent.Target).OfType<Result>()
        .Select(result => result.Site).ToImmutableHashSet();

    /// <summary>Loops over collections of locks.</summary>
    public ImmutableArray<Sweep> Sweeps { get; private init; } = ImmutableArray<Sweep>.Empty;

    /// <summary>Everything that happens to locks, in the order of the text; what a loop does to each element comes last.</summary>
    public IEnumerable<LockEvent> LockEvents => Events.SelectMany(block => block).OfType<LockEvent>()
        .Concat(Sweeps.Select(sweep => sweep.Event).Where(swept => swept.Kind == ClauseKind.Releases));

    /// <summary>The block of an event, and which of its events it is; null if it is none of this body's.</summary>
    public (int Block, int Index)? PlaceOf(FlowEvent flowEvent)
    {
        for (int block = 0; block < Events.Length; block++)
        {
            if (Events[block].IndexOf(flowEvent) is >= 0 and var index)
                return (block, index);
        }

        return null;
    }

    /// <summary>The same body with questions that are asked again said as what they may tell.</summary>
    public FlatBody With(ImmutableArray<ImmutableArray<FlowEvent>> rewritten) => With(rewritten, Sweeps);

    /// <summary>The same body with loops over collections said as what they do to all elements.</summary>
    public FlatBody With(ImmutableArray<ImmutableArray<FlowEvent>> rewritten, ImmutableArray<Sweep> sweeps) =>
        new(Graph, rewritten, Conditions, Variables, IsBroken)
        {
            Sites = Sites,
            Dropped = Dropped,
            Unfollowed = Unfollowed,
            Forwarded = Forwarded,
            Owned = Owned,
            Sweeps = sweeps,
        };

    /// <summary>The text of an event, or of the block's condition behind its last one.</summary>
    public SyntaxNode SyntaxAt(int block, int index) =>
        index < Events[block].Length ? Events[block][index].Syntax : Block(block).BranchValue!.Syntax;

    public BasicBlock Block(int ordinal) => Graph.Graph.Blocks[ordinal];
}
