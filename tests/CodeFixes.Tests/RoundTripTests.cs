using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Jumps of a member that releases everything are turned into returns; fixing brings them back.</summary>
public sealed class RoundTripTests
{
    private const string File = "LabelledBlocks.cs";
    private const string Jump = "goto unlock_err;";

    [Fact]
    public async Task AnyJumpTurnedIntoAReturn_IsTurnedBack()
    {
        Project safe = Batch.Sample("SafePaths");
        string text = await Batch.TextAsync(safe, File);
        int jumps = text.Split(Jump).Length - 1;
        Assert.InRange(jumps, 5, 20);

        int at = -1;
        for (int i = 0; i < jumps; i++)
        {
            at = text.IndexOf(Jump, at + 1, StringComparison.Ordinal);
            string broken = text[..at] + "return ret;" + text[(at + Jump.Length)..];
            await IsTurnedBackAsync(safe, broken, text);
        }
    }

    [Fact]
    public async Task EveryJumpButOneTurnedIntoAReturn_IsTurnedBack()
    {
        Project safe = Batch.Sample("SafePaths");
        string text = await Batch.TextAsync(safe, File);
        int kept = text.IndexOf(Jump, StringComparison.Ordinal) + Jump.Length;

        string returns = text[kept..].Replace(Jump, "return ret;", StringComparison.Ordinal);
        await IsTurnedBackAsync(safe, text[..kept] + returns, text);
    }

    private static async Task IsTurnedBackAsync(Project safe, string broken, string text)
    {
        Document document = safe.Documents.Single(file => file.Name == File).WithText(SourceText.From(broken));
        Assert.NotEmpty(await Batch.ReportsAsync(document.Project));

        Project after = await Batch.FixAllAsync(document.Project, FixAllScope.Project, key: null);

        Assert.Equal(text, await Batch.TextAsync(after, File));
    }
}
