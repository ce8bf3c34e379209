using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Fuzz;

/// <summary>Changes a text a little: tokens, statements, and the words that locks are about. The result may be anything.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly string[] Words =
    [
        "return;", "throw;", "break;", "continue;", "yield break;", "goto end;", "end: ;", "await", "finally { }", "catch { }", "try {",
        "}", "{", "(", ")", ";", "=>", "?", ":", "??=", "switch", "when", "ref", "out", "is null", "lock", "using", "new()", "default",
        "Monitor.Enter(this);", "Monitor.Exit(this);", ".Wait();", ".Release();", ".WaitAsync()", ".EnterScope()", "TryEnter",
        "for (;;)", "while (true)", "if (x)", "else", "static", "async", "[Acquires(\"this\")]", "[ReleasesOnAllPaths]", "unsafe",
        "#if A\n", "#endif\n", "\"", "/*", "@", "$\"{", "_ = ", "this", "base", "0", "null", "int", "var", "() =>", "with { }",
    ];

    public string Mutate(string text)
    {
        int times = 1 + random.Next(6);
        for (int i = 0; i < times; i++)
            text = random.Next(3) == 0 ? MutateStatements(text) : MutateTokens(text);
        return text;
    }

    private string MutateTokens(string text)
    {
        List<string> tokens = [.. Root(text).DescendantTokens().Select(token => token.ToFullString())];
        int at = random.Next(tokens.Count);
        int other = random.Next(tokens.Count);
        switch (random.Next(6))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, tokens[at]);
                break;
            case 2:
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 3:
                tokens.Insert(at, $" {Words[random.Next(Words.Length)]} ");
                break;
            case 4:
                tokens.RemoveRange(at, Math.Min(random.Next(1, 12), tokens.Count - at));
                break;
            default:
                tokens[at] = tokens[other];
                break;
        }

        return string.Concat(tokens);
    }

    /// <summary>Moves, copies or deletes a statement, or wraps it: what keeps the text well-formed reaches deeper.</summary>
    private string MutateStatements(string text)
    {
        SyntaxNode root = Root(text);
        StatementSyntax[] statements = [.. root.DescendantNodes().OfType<StatementSyntax>().Where(node => node is not BlockSyntax)];
        if (statements.Length < 2)
            return MutateTokens(text);
        StatementSyntax from = statements[random.Next(statements.Length)];
        StatementSyntax to = statements[random.Next(statements.Length)];
        string moved = from.ToFullString();
        return random.Next(6) switch
        {
            0 => Replace(text, from, ";"),
            1 => Replace(text, to, moved + to.ToFullString()),
            2 => Replace(text, to, moved),
            3 => Replace(text, from, Wrapped(moved)),
            4 => Replace(text, from, moved + Wrapped(moved)),
            // In a broken text a statement may be empty, and inside another one without overlapping it.
            _ => AreApart(from, to) ? Swap(text, from, to) : Replace(text, from, moved + moved),
        };
    }

    private string Wrapped(string statement) => random.Next(9) switch
    {
        0 => $"try {{ {statement} }} finally {{ {statement} }}\n",
        1 => $"try {{ {statement} }} catch (Exception e) when (e is not null) {{ {statement} throw; }}\n",
        2 => $"if (Environment.TickCount > 0) {{ {statement} }}\n",
        3 => $"while (Environment.TickCount > 0) {{ {statement} }}\n",
        4 => $"lock (typeof(int)) {{ {statement} }}\n",
        5 => $"Action a{random.Next(1000)} = () => {{ {statement} }};\n",
        6 => $"void F{random.Next(1000)}() {{ {statement} }}\n",
        7 => $"switch (Environment.TickCount) {{ case 1: {statement} break; default: {statement} break; }}\n",
        _ => $"{{ {statement} return; }}\n",
    };

    private static string Replace(string text, SyntaxNode node, string by) =>
        text[..node.FullSpan.Start] + by + text[node.FullSpan.End..];

    private static bool AreApart(SyntaxNode left, SyntaxNode right) =>
        left.FullSpan.End <= right.FullSpan.Start || right.FullSpan.End <= left.FullSpan.Start;

    private static string Swap(string text, SyntaxNode left, SyntaxNode right)
    {
        (SyntaxNode first, SyntaxNode second) = left.SpanStart < right.SpanStart ? (left, right) : (right, left);
        return text[..first.FullSpan.Start] + second.ToFullString() + text[first.FullSpan.End..second.FullSpan.Start]
            + first.ToFullString() + text[second.FullSpan.End..];
    }

    private static SyntaxNode Root(string text) => CSharpSyntaxTree.ParseText(text, Compilations.Parsing).GetRoot();
}
