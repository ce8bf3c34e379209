using System;
using System.Linq;

namespace ExtentLock.Fuzz;

/// <summary>Programs with something in them far larger than anybody writes.</summary>
internal static class LargeProgram
{
    public static FuzzProgram Make(Random random)
    {
        int size = 50 + random.Next(1_000);
        string body = random.Next(10) switch
        {
            0 => "string t = " + string.Join(" + ", Enumerable.Repeat("s", size * 3)) + ";",
            1 => "var t = new System.Text.StringBuilder()" + Repeat(size, ".Append(s)") + ";",
            2 => Repeat(size / 4, "{ if (n > k) ") + "l.Exit();" + new string('}', size / 4),
            3 => Repeat(size, "if (n == 1) k++; else k--; "),
            4 => Repeat(size / 20, "l.Enter(); try { F(); ") + Repeat(size / 20, "} finally { l.Exit(); F(); } "),
            5 => Repeat(size / 20, "try { F(); } finally { l.Exit(); ") + "l.Enter();" + new string('}', size / 20),
            6 => "switch (n) {" + string.Concat(Enumerable.Range(0, size).Select(i => $"case {i}: l.Enter(); F(); if (k == {i}) return; l.Exit(); break; ")) + "}",
            7 => string.Concat(Enumerable.Range(0, size / 10).Select(i => $"var l{i} = new Lock(); l{i}.Enter(); if (n == {i}) return; ")),
            8 => Repeat(size / 30, "Action a = () => { l.Enter(); ") + Repeat(size / 30, "l.Exit(); }; ").Replace("Action a", "_", StringComparison.Ordinal),
            _ => Repeat(size, "l.Enter(); if (n++ > k) { l.Exit(); return; } l.Exit(); "),
        };
        return new FuzzProgram(
            $"class C {{ readonly Lock l = new(); void F() {{ }} void M(int n, int k, string s) {{ l.Enter(); {body}\nif (n > 3) return; l.Exit(); }} }}",
            "large");
    }

    private static string Repeat(int count, string text) => string.Concat(Enumerable.Repeat(text, count));
}
