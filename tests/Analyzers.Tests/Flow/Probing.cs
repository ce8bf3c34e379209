using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Tests.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Tests.Flow;

/// <summary>
/// Solves a problem without locks over the body of M: <c>Set("x")</c> changes the state, <c>Call()</c> may throw,
/// <c>Count()</c> counts, <c>Is("x")</c> asks, <c>Stop()</c> never returns, and <c>Probe("name")</c> notes what state it saw.
/// </summary>
internal sealed class Probing
{
    private const string Vocabulary = """
        static void Set(string s) { } static void Call() { } static void Count() { } static void Stop() { }
        static void Probe(string name) { } static bool Is(string s) => true; static bool Ask() => true;
        """;

    private Probing(ProbeProblem problem, Solution<Counted> solution)
    {
        Seen = string.Join("; ", problem.Seen.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"));
        Exits = string.Join("; ", solution.Exits.Select(exit => $"{MannerOf(exit)}: {exit.State}")
            .Distinct().OrderBy(line => line, StringComparer.Ordinal));
        Steps = solution.Steps;
        Exhausted = solution.Exhausted;
    }

    /// <summary>States by probe, in the order of their names: <c>"end: a, b; finally: b"</c>.</summary>
    public string Seen { get; }

    /// <summary>States by way out: <c>"call: a; return: b; throw: c"</c>.</summary>
    public string Exits { get; }

    public int Steps { get; }

    public bool Exhausted { get; }

    public static Probing Solve(string body, int steps = 40_000, int factMaps = 4)
    {
        ControlFlowGraph graph = GraphOf(body);
        ProbeProblem problem = new();
        return new Probing(
            problem, Solver<Counted>.Solve(new FlowGraph(graph), problem, new Budget(steps, factMaps), CancellationToken.None));
    }

    public static ControlFlowGraph GraphOf(string body)
    {
        Subject subject = new($$"""
            using System; using System.IO;
            class C { static void M(bool a, bool b, int n) {
            {{body}}
            } {{Vocabulary}} }
            """);
        SyntaxTree tree = subject.Compilation.SyntaxTrees[0];
        SyntaxNode method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().First();
        return ControlFlowGraph.Create(method, subject.Compilation.GetSemanticModel(tree))!;
    }

    private static string MannerOf(ExitPoint<Counted> exit) => exit.Thrown switch
    {
        null => "return",
        { Tier: ThrowTier.Explicit } => "throw",
        _ => "call",
    };

    /// <summary>A name and how often was counted: between two numbers, the higher of which may be open.</summary>
    internal sealed record Counted(string Name, int Low, int High)
    {
        public const int Open = int.MaxValue;

        public Counted Next() => this with { Low = Math.Min(Low, 1_000) + 1, High = High == Open ? Open : High + 1 };

        public override string ToString() =>
            High == 0 ? Name : Low == High ? $"{Name}{Low}" : $"{Name}{Low}-{(High == Open ? "" : High)}";
    }

    private sealed class Named(InvocationExpressionSyntax call, string name, string argument) : FlowEvent(call)
    {
        public string Name => name;

        public string Argument => argument;
    }

    private sealed class ProbeProblem : IFlowProblem<Counted>
    {
        public SortedDictionary<string, SortedSet<string>> Seen { get; } = new(StringComparer.Ordinal);

        public Counted Entry { get; } = new("start", 0, 0);

        public IReadOnlyList<FlowEvent> Events(BasicBlock block) =>
            block.Operations.SelectMany(operation => operation.DescendantsAndSelf()).OfType<IInvocationOperation>()
                .Select(EventOf).ToList();

        public void Apply(FlowEvent flowEvent, Counted before, Trace trace, List<Counted> after)
        {
            Named named = (Named)flowEvent;
            if (named.Name == "Probe")
                Note(named.Argument, before);
            after.Add(named.Name switch
            {
                "Set" => before with { Name = named.Argument },
                "Count" => before.Next(),
                _ => before,
            });
        }

        public Counted? Assume(BasicBlock block, bool truth, Counted before)
        {
            if (block.BranchValue is not IInvocationOperation { TargetMethod.Name: "Is" } question)
                return before;
            bool holds = (string?)question.Arguments[0].Value.ConstantValue.Value == before.Name;
            return holds == truth ? before : null;
        }

        public Counted Enter(BasicBlock block, Counted state) => state;

        public object Key(Counted state) => state.Name;

        public bool JoinsAtLoopHead(Counted left, Counted right) => false;

        public Counted Join(BasicBlock block, Counted left, Counted right, bool widen) => left with
        {
            Low = Math.Min(left.Low, right.Low),
            High = widen ? Counted.Open : Math.Max(left.High, right.High),
        };

        public bool Covers(Counted wide, Counted narrow) =>
            wide.Name == narrow.Name && wide.Low <= narrow.Low && wide.High >= narrow.High;

        public int Distance(Counted left, Counted right) => Math.Abs(left.Low - right.Low);

        public bool IsLandmark(FlowEvent flowEvent, Counted before, Counted after) => false;

        private void Note(string name, Counted state)
        {
            if (!Seen.TryGetValue(name, out SortedSet<string>? states))
                Seen.Add(name, states = new SortedSet<string>(StringComparer.Ordinal));
            states.Add(state.ToString());
        }

        private static FlowEvent EventOf(IInvocationOperation call)
        {
            var syntax = (InvocationExpressionSyntax)call.Syntax;
            string argument = call.Arguments.Length == 0 ? "" : (string)call.Arguments[0].Value.ConstantValue.Value!;
            return call.TargetMethod.Name switch
            {
                "Call" => new ThrowPoint(syntax),
                "Stop" => new Halt(syntax),
                var name => new Named(syntax, name, argument),
            };
        }
    }
}
