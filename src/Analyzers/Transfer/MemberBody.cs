using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>One body with all of its locks solved, and what its member promised. Immutable.</summary>
internal sealed class MemberBody
{
    private readonly ControlDependence _dependence;

    private MemberBody(ISymbol member, SyntaxNode declaration, MemberContract contract, FlatBody flat, Callees callees)
    {
        _dependence = new ControlDependence(flat.Graph);
        FlatBody body = AskedAgain.Follow(flat, _dependence, callees.Stable, callees.Cancellation);
        Member = member;
        Declaration = declaration;
        Contract = contract;
        Body = body;
        Callees = callees;
        Kept = contract.Clauses.Where(clause => clause.Kind == ClauseKind.Acquires)
            .Select(clause => new KeptLock(clause, body.Variables)).ToImmutableArray();
        Outputs = (member as IMethodSymbol)?.Parameters
            .Where(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref)
            .Select(parameter => new Variable(body.Variables.Of(parameter)) { Domain = Domains.Of(parameter.Type) })
            .ToImmutableArray() ?? ImmutableArray<Variable>.Empty;
    }

    public ISymbol Member { get; }

    public SyntaxNode Declaration { get; }

    public MemberContract Contract { get; }

    public FlatBody Body { get; }

    public ContractBook Book => Callees.Book;

    /// <summary>What is known of the members it calls, and of its neighbours in the type.</summary>
    public Callees Callees { get; private set; }

    /// <summary>What the member's contract says stays held.</summary>
    public ImmutableArray<KeptLock> Kept { get; }

    /// <summary>Ref and out parameters, by which a member can tell its caller what it did.</summary>
    public ImmutableArray<Variable> Outputs { get; }

    public ImmutableArray<LockAnalysis> Locks { get; private set; } = ImmutableArray<LockAnalysis>.Empty;

    /// <param name="member">The method the body is of; for a nested function the nested one, which has no contract.</param>
    public static MemberBody Analyze(ControlFlowGraph graph, ISymbol member, SyntaxNode declaration, Callees callees)
    {
        MemberContract contract = member is IMethodSymbol method ? callees.Book.Of(method) : MemberContract.None;
        FlatBody body = Flattener.Flatten(graph, member, callees);
        var result = new MemberBody(member, declaration, contract, body, callees);
        if (!body.IsBroken)
            result.Locks = result.Solve(LockGroup.Collect(body));
        return result;
    }

    /// <summary>
    /// The same body for somebody else. Whoever it was solved for asks no more: they may have been cancelled since, and stood
    /// at the end of a chain of calls.
    /// </summary>
    public MemberBody AskedBy(Callees callees)
    {
        var same = (MemberBody)MemberwiseClone();
        same.Callees = callees;
        return same;
    }

    /// <summary>Locks of the caller that this body gives back and never acquires: only a summary asks for them.</summary>
    public ImmutableArray<LockAnalysis> SolveBorrowed() =>
        Solve(LockGroup.CollectBorrowed(Body, Locks.Select(analysis => analysis.Group)));

    private ImmutableArray<LockAnalysis> Solve(ImmutableArray<LockGroup> groups)
    {
        ImmutableArray<Expression> kept = Kept.SelectMany(lockKept => lockKept.Terms).Concat(Outputs).ToImmutableArray();
        int left = LockAnalysis.StepsFor(Body);
        var solved = ImmutableArray.CreateBuilder<LockAnalysis>();
        foreach (LockGroup group in groups.RemoveAll(IsSignal))
        {
            LockAnalysis one = LockAnalysis.Solve(
                Body, group, _dependence, kept.Add(group.Path), ProofOf(group) != Contracts.Exits.None, left, Callees.Cancellation);
            left -= one.StepsInAll;
            solved.Add(one);
        }

        return solved.ToImmutable();
    }

    private bool IsSignal(LockGroup group) =>
        (group.Clause.Traits & LockTraits.Counted) != 0
        && group.LastName(Body.Variables) is { } name
        && group.MakersOf(Member).Any(type => Callees.Texts.IsSignal(type, name));

    /// <summary>The ways out on which the member must show that this lock is released.</summary>
    public Exits ProofOf(LockGroup group)
    {
        Exits on = Contracts.Exits.None;
        foreach (ProofClause proof in Contract.Proofs)
        {
            if (proof.Target is null || KeptLock.TextOf(proof.Target, Body.Variables).Equals(group.Path))
                on |= proof.On;
        }

        return on;
    }
}

/// <summary>An <c>[Acquires]</c> of the member itself, as terms that can be evaluated where it exits. Immutable.</summary>
internal sealed class KeptLock(LockClause clause, VariableTable variables)
{
    public LockClause Clause { get; } = clause;

    public Expression Path { get; } = PathOf(clause.Target, variables);

    public Expression Text { get; } = TextOf(clause.Target, variables);

    public Expression? Start { get; } = SumOf(clause.Start, variables);

    public Expression? End { get; } = SumOf(clause.End, variables);

    /// <summary>What tells the outcome.</summary>
    public Expression Subject { get; } = clause.WhenParameter is { } parameter
        ? new Variable(variables.Of(parameter)) { Domain = Domains.Of(parameter.Type) }
        : new Variable(VariableTable.ResultVariable);

    public IEnumerable<Expression> Terms
    {
        get
        {
            yield return Path;
            yield return Subject;
            if (Start is not null)
                yield return Start;
            if (End is not null)
                yield return End;
        }
    }

    public static Expression PathOf(ContractTarget target, VariableTable variables) =>
        PathOf(target, target.Root == TargetRoot.Parameter ? ParameterOf(target.Parameter!, variables) : null);

    /// <summary>The same as the body's own text names it, whatever a parameter holds by then.</summary>
    public static Expression TextOf(ContractTarget target, VariableTable variables) => PathOf(
        target,
        target.Root == TargetRoot.Parameter
            ? new Variable(variables.Of(target.Parameter!)) { Domain = Domains.Of(target.Parameter!.Type) }
            : null);

    private static Expression PathOf(ContractTarget target, Expression? parameter)
    {
        Expression? path = target.Root switch
        {
            TargetRoot.This => new Receiver { Domain = IntervalSet.One },
            TargetRoot.Return => new Variable(VariableTable.ResultVariable),
            _ => parameter,
        };
        foreach (ISymbol symbol in target.Path)
        {
            ITypeSymbol? type = symbol is IFieldSymbol field ? field.Type : (symbol as IPropertySymbol)?.Type;
            path = new MemberAccess(path, symbol) { Domain = Domains.Of(type) };
        }

        return path ?? new Result(-1);
    }

    private static Expression ParameterOf(IParameterSymbol parameter, VariableTable variables)
    {
        int number = variables.Of(parameter);
        IntervalSet domain = Domains.Of(parameter.Type);
        return parameter.RefKind is RefKind.Out or RefKind.Ref
            ? new Variable(number) { Domain = domain }
            : new EntryValue(number) { Domain = domain };
    }

    private static Expression? SumOf(ContractSum? sum, VariableTable variables)
    {
        if (sum is null)
            return null;
        Expression total = new Constant(sum.Constant);
        foreach ((ContractTarget target, int sign) in sum.Terms)
            total = new Sum(total, PathOf(target, variables), sign < 0);
        return total;
    }
}
