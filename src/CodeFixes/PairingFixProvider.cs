using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Repairs of an acquire and a release that do not pair: the wait inside the try, the second release, the release of
/// another mode, the reader that asks for the write lock, the outcome that nobody looks at, the task that nobody awaits.
/// The first sound idea is offered.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PairingFixProvider))]
[Shared]
public sealed class PairingFixProvider : CodeFixProvider
{
    private readonly DiagnosticAnalyzer analyzer = new ExtentLockAnalyzer();

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["EXL0003", "EXL0004", "EXL0005", "EXL0006"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new PairingFixAllProvider(analyzer);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await PairingRepair.ForAsync(context.Document, diagnostic, analyzer, context.CancellationToken)
                .ConfigureAwait(false) is (var title, var repaired))
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(repaired), FixTexts.PairingKey), diagnostic);
        }
    }
}
