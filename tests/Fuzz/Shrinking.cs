using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.Fuzz;

/// <summary>
/// Makes a failing program smaller as long as it fails alike: without its neighbours, then by lines, then by tokens.
/// Source: delta debugging (Zeller, Hildebrandt, TSE 2002), complements only.
/// </summary>
internal static class Shrinking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static FuzzProgram Smallest(FuzzProgram program, Failure failure)
    {
        Stopwatch watch = Stopwatch.StartNew();
        FuzzProgram alone = program with { Neighbours = [] };
        if (Fails(alone))
            program = alone;
        foreach (Func<string, string[]> split in (Func<string, string[]>[])[Lines, Tokens])
        {
            FuzzProgram current = program;
            string[] kept = Reduce(split(current.Text), parts => Fails(current with { Text = string.Concat(parts) }));
            program = program with { Text = string.Concat(kept) };
        }

        return program;

        bool Fails(FuzzProgram candidate) =>
            watch.Elapsed < Patience && Examination.Of(candidate)?.Kind == failure.Kind;
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line + "\n")];

    private static string[] Tokens(string text) =>
        [.. CSharpSyntaxTree.ParseText(text, Compilations.Parsing).GetRoot().DescendantTokens().Select(token => token.ToFullString())];

    private static string[] Reduce(string[] parts, Func<IEnumerable<string>, bool> fails)
    {
        int chunk = Math.Max(1, parts.Length / 2);
        while (true)
        {
            bool isSmaller = false;
            for (int start = 0; start < parts.Length;)
            {
                string[] rest = [.. parts[..start], .. parts[Math.Min(parts.Length, start + chunk)..]];
                if (rest.Length < parts.Length && fails(rest))
                {
                    parts = rest;
                    isSmaller = true;
                }
                else
                {
                    start += chunk;
                }
            }

            if (chunk == 1 && !isSmaller)
                return parts;
            chunk = Math.Max(1, chunk / 2);
        }
    }
}
