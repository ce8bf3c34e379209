using System.Linq;
using System.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Comparison of long texts that shows where they part.</summary>
public static class IVerifierExtensions
{
    public static void EqualOrDiff(this IVerifier verifier, string expected, string actual, string? message = null)
    {
        if (expected != actual)
            verifier.Fail(Difference(expected, actual, message ?? "Actual and expected values differ."));
    }

    private static string Difference(string expected, string actual, string message)
    {
        string[] left = Lines(expected);
        string[] right = Lines(actual);
        int same = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        StringBuilder text = new();
        text.AppendLine(message).AppendLine($"First difference in line {same + 1}:");
        text.AppendLine($"- {left.ElementAtOrDefault(same) ?? "(end of text)"}");
        text.AppendLine($"+ {right.ElementAtOrDefault(same) ?? "(end of text)"}");
        text.AppendLine("Expected:").AppendLine(expected).AppendLine("Actual:").Append(actual);
        return text.ToString();
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Replace("\r", "<CR>", System.StringComparison.Ordinal))];
}
