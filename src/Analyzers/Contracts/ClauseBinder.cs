using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Resolves a clause against its member, or says why that can't be done. Never throws.</summary>
internal sealed class ClauseBinder(ContractScope scope, LockKinds? kinds)
{
    private ClauseProblem? _problem;

    /// <summary>
    /// Null with a problem if any part is not understood; null without one if the compiler has complained. Who only
    /// wants to know the problem needs no <paramref name="kinds"/>.
    /// </summary>
    public static LockClause? Bind(ClauseText text, ContractScope scope, LockKinds? kinds, out ClauseProblem? problem)
    {
        ClauseBinder binder = new(scope, kinds);
        LockClause? clause = binder.Bind(text);
        problem = binder._problem;
        return problem is null ? clause : null;
    }

    private LockClause? Bind(ClauseText text)
    {
        if (scope.Method is { MethodKind: MethodKind.StaticConstructor or MethodKind.Destructor })
            return Fail(ClausePart.Whole, "nobody calls a static constructor or a finalizer");

        ResolvedTarget target = TargetResolver.Resolve(text.Target, scope);
        if (target.Problem is not null || !CheckTarget(text, target) || !CheckMode(text))
            return Fail(ClausePart.Target, target.Problem);

        IParameterSymbol? outcomeParameter = OutcomeParameter(text);
        ContractSum? start = Sum(text.Start, ClausePart.Start, offset: 0);
        ContractSum? end = Sum(text.End, ClausePart.End, offset: text.EndInclusive ? 1 : 0);
        if (start is null != end is null)
        {
            ClausePart given = start is null ? ClausePart.End : ClausePart.Start;
            return Fail(given, "a range has a start and an end, or is left out");
        }

        IParameterSymbol? times = TimesParameter(text);
        return ValueShape.IsUnknown(target.Type!)
            ? null
            : new LockClause(text.Kind, target.Target!, text.When, text.Mode)
            {
                WhenParameter = outcomeParameter,
                Start = start,
                End = end,
                OnCompletion = scope.Completes,
                Yields = text.Yields,
                Times = times,
                IsUncounted = text.Times == ClauseText.Uncounted,
                Cancellable = scope.Method is { } method && method.Parameters.Any(TakesCancellation),
                TimesOut = scope.Method is { ReturnsVoid: true } timed && timed.Parameters.Any(IsTimeLimit),
                Traits = kinds?.TraitsOf(target.Type!, scope.Type) ?? LockTraits.None,
                FromAttribute = text.FromAttribute,
            };
    }

    private static bool IsTimeLimit(IParameterSymbol parameter) =>
        parameter.RefKind == RefKind.None && parameter.Name is "timeout" or "millisecondsTimeout";

    private static bool TakesCancellation(IParameterSymbol parameter) =>
        parameter.Type is { Name: "CancellationToken" } type
        && TaskShape.IsIn(type.ContainingNamespace, "Threading", "System");

    private bool CheckTarget(ClauseText text, ResolvedTarget target)
    {
        if (!ValueShape.CanBeHeld(target.Type!))
            return Refuse(ClausePart.Target, $"a '{TargetResolver.Show(target.Type!)}' can't be held");

        if (text.Kind == ClauseKind.Acquires)
            return true;

        return target.Target! switch
        {
            { Root: TargetRoot.Return } => Refuse(ClausePart.Target, "what is returned was not held on entry"),
            { Parameter.RefKind: RefKind.Out } => Refuse(ClausePart.Target, "an out parameter was not held on entry"),
            _ => true,
        };
    }

    private bool CheckMode(ClauseText text) =>
        text.Mode is >= LockMode.Exclusive and <= LockMode.Upgradeable
        || Refuse(ClausePart.Mode, $"there is no mode {(int)text.Mode}");

    private IParameterSymbol? OutcomeParameter(ClauseText text)
    {
        if (text.When is < Outcome.Always or > Outcome.NotNull)
            Fail(ClausePart.When, $"there is no outcome {(int)text.When}");

        Outcome told = text.When == Outcome.Always ? text.Yields : text.When;
        if (text.WhenParameter is not { } name)
        {
            if (!ValueShape.Tells(told, scope.Result))
                Fail(ClausePart.When, $"{What(scope.Result, "returned")} can't be {told}");

            return null;
        }

        IParameterSymbol? parameter = scope.Method?.Parameters.FirstOrDefault(candidate => candidate.Name == name);
        if (parameter is null)
            Fail(ClausePart.When, $"there is no parameter '{name}'");
        else if (parameter.RefKind is not (RefKind.Ref or RefKind.Out))
            Fail(ClausePart.When, $"parameter '{name}' is neither ref nor out, so it can't tell an outcome");
        else if (!ValueShape.Tells(told, parameter.Type))
            Fail(ClausePart.When, $"{What(parameter.Type, $"in '{name}'")} can't be {told}");

        return parameter;
    }

    private IParameterSymbol? TimesParameter(ClauseText text)
    {
        if (text.Times is null or ClauseText.Uncounted)
            return null;
        string name = text.Times;

        IParameterSymbol? parameter = scope.Method?.Parameters.FirstOrDefault(candidate => candidate.Name == name);
        if (parameter is null)
            Fail(ClausePart.Times, $"there is no parameter '{name}'");
        else if (parameter.Type.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64))
            Fail(ClausePart.Times, $"a '{TargetResolver.Show(parameter.Type)}' in '{name}' counts nothing");

        return parameter;
    }

    private static string What(ITypeSymbol? type, string where) =>
        type is null ? "nothing is returned, which" : $"a '{TargetResolver.Show(type)}' {where}";

    private ContractSum? Sum(string? text, ClausePart part, int offset)
    {
        if (text is null)
            return null;

        ContractSum? sum = SumReader.Read(text, scope, offset, out string? problem);
        if (problem is not null)
            Fail(part, problem);

        return sum;
    }

    private bool Refuse(ClausePart part, string message)
    {
        Fail(part, message);
        return false;
    }

    /// <summary>The first problem stands; the others may be its consequence.</summary>
    private LockClause? Fail(ClausePart part, string? message)
    {
        if (message is not null)
            _problem ??= new ClauseProblem(part, message);

        return null;
    }
}
