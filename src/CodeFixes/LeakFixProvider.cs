using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Repairs of a leak. One provider for all leak rules: a batch tool computes each id once and applies the key of the
/// first action of the first finding, so that key is the same everywhere and means "whatever suits the member".
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeakFixProvider))]
[Shared]
public sealed class LeakFixProvider : CodeFixProvider
{
    internal static readonly ImmutableArray<string> LeakIds = ["EXL0001", "EXL1001", "EXL0002", "EXL0008"];

    private readonly DiagnosticAnalyzer analyzer = new ExtentLockAnalyzer();

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => LeakIds;

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new LeakFixAllProvider(analyzer);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (Leak.From(diagnostic) is { } leak)
                await RegisterAsync(context, diagnostic, leak).ConfigureAwait(false);
        }
    }

    private async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, Leak leak)
    {
        CancellationToken cancellation = context.CancellationToken;
        LeakRepair? repair =
            await LeakRepair.ForAsync(context.Document, leak, analyzer, cancellation).ConfigureAwait(false);
        if (repair is null)
            return;

        Document? label = await repair.ApplyAsync(FixTexts.LabelKey, cancellation).ConfigureAwait(false);
        Document? inFinally = await repair.ApplyAsync(FixTexts.FinallyKey, cancellation).ConfigureAwait(false);
        Document? best = repair.PrefersLabels ? label ?? inFinally : inFinally ?? label;

        Register(FixTexts.BestTitle(leak.Lock), FixTexts.BestKey, best);
        Register(FixTexts.LabelTitle, FixTexts.LabelKey, label);
        Register(FixTexts.FinallyTitle, FixTexts.FinallyKey, inFinally);

        void Register(string title, string key, Document? repaired)
        {
            if (repaired is not null)
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(repaired), key), diagnostic);
        }
    }
}
