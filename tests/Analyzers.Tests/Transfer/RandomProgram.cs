using FsCheck;
using FsCheck.Fluent;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>
/// Random bodies as C# text that compiles: branches, loops, handlers, finallys, switches and jumps over one lock, a flag
/// and a counter. Jumps stand only where the language allows them.
/// </summary>
internal static class RandomProgram
{
    private static readonly Gen<string> Condition = Gen.Elements(
        "a", "!a", "x", "!x", "a && x", "a || x", "n > 3", "n == 1 || n == 2", "n < k", "(n & 1) != 0", "l.TryEnter()", "Ask()");

    private static readonly Gen<string> Simple = Gen.Frequency(
        (6, Gen.Constant("l.Enter();")),
        (6, Gen.Constant("l.Exit();")),
        (3, Gen.Elements("if (x) l.Exit();", "x = l.TryEnter();", "Monitor.Enter(g, ref x);", "Monitor.Exit(g);")),
        (4, Gen.Elements("Call();", "x = Ask();", "x = !x;", "x = a;", "n++;", "n = k;", "n = 2;", "k = n - 1;")));

    private static readonly Gen<string> Leaving =
        Gen.Elements("return;", "throw new System.IO.IOException();", "goto end;");

    /// <summary>A whole member M of a class with the lock <c>l</c> and the object <c>g</c>.</summary>
    public static Gen<string> Members { get; } = Block(3, false, true).Select(body => $$"""
        using System.Threading;
        class C
        {
            readonly Lock l = new();
            readonly object g = new();
            static bool Ask() => true;
            static void Call() => throw null;
            void M(bool a, bool x, int n, int k)
            {
                {{body}}
            end:
                ;
            }
        }
        """);

    /// <param name="depth">How deep statements may nest yet.</param>
    /// <param name="inLoop">A loop is around it, inside the same finally.</param>
    /// <param name="mayLeave">It stands in no finally.</param>
    private static Gen<string> Block(int depth, bool inLoop, bool mayLeave) =>
        from count in Gen.Choose(1, 3)
        from statements in Statement(depth, inLoop, mayLeave).ArrayOf(count)
        select "{ " + string.Join(" ", statements) + " }";

    private static Gen<string> Statement(int depth, bool inLoop, bool mayLeave)
    {
        Gen<string> flat = mayLeave ? Gen.Frequency((9, Simple), (1, Leaving)) : Simple;
        if (inLoop)
            flat = Gen.Frequency((9, flat), (1, Gen.Elements("break;", "continue;")));
        if (depth == 0)
            return flat;
        Gen<string> inner = Gen.Fresh(() => 0).SelectMany(_ => Block(depth - 1, inLoop, mayLeave));
        Gen<string> looped = Gen.Fresh(() => 0).SelectMany(_ => Block(depth - 1, true, mayLeave));
        Gen<string> closed = Gen.Fresh(() => 0).SelectMany(_ => Block(depth - 1, false, false));
        return Gen.Frequency(
            (12, flat),
            (3, from c in Condition from then in inner select $"if ({c}) {then}"),
            (2, from c in Condition from then in inner from other in inner select $"if ({c}) {then} else {other}"),
            (1, from c in Condition from body in looped select $"while ({c}) {body}"),
            (1, from c in Condition from body in looped select $"do {body} while ({c});"),
            (1, from body in looped select $"for (n = 0; n < k; n++) {body}"),
            (1, from body in inner from handler in inner select $"try {body} catch {handler}"),
            (1, from c in Condition from body in inner from handler in inner
                select $"try {body} catch (System.IO.IOException) when ({c}) {handler}"),
            (1, from body in inner from handler in inner select $"try {body} catch {{ {handler} throw; }}"),
            (2, from body in inner from last in closed select $"try {body} finally {last}"),
            (1, from one in inner from two in inner select $"switch (n) {{ case 1: {one} break; default: {two} break; }}"));
    }
}
