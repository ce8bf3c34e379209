using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Chooses a code action, applies it as an editor would and checks the tree it leaves.</summary>
public abstract class CodeActionTest<TVerifier> : AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    public int? CodeActionIndex { get; set; }

    public string? CodeActionEquivalenceKey { get; set; }

    public Action<CodeAction, IVerifier>? CodeActionVerifier { get; set; }

    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    public abstract Type SyntaxKindType { get; }

    /// <summary>Menus are opened first: what can be chosen are their entries.</summary>
    private protected static IEnumerable<CodeAction> Flattened(IEnumerable<CodeAction> actions) =>
        actions.SelectMany(action =>
            action.NestedActions.IsDefaultOrEmpty ? [action] : Flattened(action.NestedActions));

    private protected CodeAction? Choose(ImmutableArray<CodeAction> actions, IVerifier verifier)
    {
        string? key = CodeActionEquivalenceKey;
        CodeAction? chosen = CodeActionIndex is { } index
            ? actions.ElementAtOrDefault(index)
            : actions.FirstOrDefault(action => key == null || action.EquivalenceKey == key);
        if (chosen == null)
            return null;
        if (key != null)
        {
            verifier.Equal(
                key,
                chosen.EquivalenceKey,
                "The code action equivalence key and index must be consistent when both are specified.");
        }

        CodeActionVerifier?.Invoke(chosen, verifier);
        return chosen;
    }

    private protected async Task<Project> ApplyAsync(
        Project project,
        CodeAction action,
        IVerifier verifier,
        CancellationToken cancellationToken)
    {
        ImmutableArray<CodeActionOperation> operations =
            await action.GetOperationsAsync(cancellationToken).ConfigureAwait(false);
        Solution solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        ProjectChanges[] changes = [.. solution.GetChanges(project.Solution).GetProjectChanges()];
        DocumentId[] touched =
            [.. changes.SelectMany(change => change.GetChangedDocuments().Concat(change.GetAddedDocuments()))];
        foreach (DocumentId id in touched)
        {
            Document document = solution.GetDocument(id)!;
            SourceText text = await SettleAsync(document, verifier, cancellationToken).ConfigureAwait(false);
            solution = solution.WithDocumentText(id, text);
        }

        return solution.GetProject(project.Id)!;
    }

    private async Task<SourceText> SettleAsync(
        Document document,
        IVerifier verifier,
        CancellationToken cancellationToken)
    {
        document = await Simplifier.ReduceAsync(
            document, Simplifier.Annotation, cancellationToken: cancellationToken).ConfigureAwait(false);
        document = await Formatter.FormatAsync(
            document, Formatter.Annotation, cancellationToken: cancellationToken).ConfigureAwait(false);
        SyntaxNode left = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        SourceText current = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        SourceText text = SourceText.From(current.ToString(), current.Encoding, current.ChecksumAlgorithm);
        SyntaxNode parsed =
            (await document.WithText(text).GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        if (CodeActionValidationMode != CodeActionValidationMode.None)
        {
            bool withTrivia = CodeActionValidationMode == CodeActionValidationMode.Full;
            new TreeComparison(verifier, SyntaxKindType, withTrivia).Verify(parsed, left);
        }

        return text;
    }
}
