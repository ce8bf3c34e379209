using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Microsoft.CodeAnalysis.Testing;

/// <content>The loops that apply fixes until nothing changes: one diagnostic at a time, or all of a scope.</content>
public abstract partial class CodeFixTest<TVerifier>
{
    private sealed record Offer(CodeAction Action, CodeFixProvider Provider, Diagnostic Diagnostic, Document Document);

    private Task VerifyOneByOneAsync(
        Project project,
        ResolvedState after,
        int count,
        CancellationToken cancellationToken)
    {
        IVerifier verifier = Verify.PushContext("Iterative code fix application");
        bool once = (CodeFixTestBehaviors & CodeFixTestBehaviors.FixOne) != 0;
        Task<CodeAction?> Alone(Offer offer) => Task.FromResult<CodeAction?>(offer.Action);
        return IterateAsync(project, after, count, once, verifier, cancellationToken, Alone);
    }

    private Task VerifyFixAllAsync(
        Project project,
        ResolvedState after,
        FixAllScope scope,
        int count,
        CancellationToken cancellationToken)
    {
        IVerifier verifier = Verify.PushContext($"Fix all in {scope}");
        return IterateAsync(project, after, count, once: false, verifier, cancellationToken, async offer =>
        {
            if (!Supports(offer.Provider, scope))
                return null;
            ImmutableArray<Diagnostic> current = [.. (await DiagnosticsOfAsync(
                offer.Document.Project, cancellationToken).ConfigureAwait(false))
                .Select(pair => pair.Diagnostic)];
            FixAllProvider all = offer.Provider.GetFixAllProvider()!;
            FixAllContext context = new(
                offer.Document,
                offer.Provider,
                scope,
                offer.Action.EquivalenceKey,
                all.GetSupportedFixAllDiagnosticIds(offer.Provider),
                new KnownDiagnostics(current),
                cancellationToken);
            return await all.GetFixAsync(context).ConfigureAwait(false);
        });
    }

    private async Task IterateAsync(
        Project project,
        ResolvedState after,
        int count,
        bool once,
        IVerifier verifier,
        CancellationToken cancellationToken,
        Func<Offer, Task<CodeAction?>> widen)
    {
        int applied = 0;
        while (applied <= Math.Abs(count) && !(once && applied == 1))
        {
            Offer? offer = await FirstOfferAsync(project, verifier, cancellationToken).ConfigureAwait(false);
            if (offer == null || await widen(offer).ConfigureAwait(false) is not { } action)
                break;
            Project next = await ApplyAsync(offer.Document.Project, action, verifier, cancellationToken)
                .ConfigureAwait(false);
            if (await ProjectFiles.AreSameAsync(project, next, cancellationToken).ConfigureAwait(false))
                break;
            project = next;
            applied++;
        }

        await ProjectFiles.VerifyAsync(project, after, DefaultFilePathPrefix, verifier, cancellationToken)
            .ConfigureAwait(false);
        bool exact = count >= -1;
        string bound = exact ? "exactly" : "at most";
        verifier.True(
            exact ? applied == Math.Abs(count) : applied <= -count,
            $"Expected {bound} '{Math.Abs(count)}' iterations but found '{applied}' iterations.");
    }

    private async Task<Offer?> FirstOfferAsync(Project project, IVerifier verifier, CancellationToken cancellationToken)
    {
        ImmutableArray<string> fixable = FixableIds();
        foreach ((Diagnostic diagnostic, bool isLocal) in await DiagnosticsOfAsync(
            project, cancellationToken).ConfigureAwait(false))
        {
            Document? document = project.GetDocument(diagnostic.Location.SourceTree);
            if (document == null || !fixable.Contains(diagnostic.Id))
                continue;
            List<(CodeAction Action, CodeFixProvider Provider)> offered =
                await OfferedAsync(document, diagnostic, cancellationToken).ConfigureAwait(false);
            if (Choose([.. offered.Select(pair => pair.Action)], verifier) is not { } chosen)
                continue;
            verifier.True(
                isLocal || (CodeFixTestBehaviors & CodeFixTestBehaviors.SkipLocalDiagnosticCheck) != 0,
                $"A fix is offered for {diagnostic.Id}, which is reported at the end of the compilation.");
            CodeFixProvider provider = offered.First(pair => ReferenceEquals(pair.Action, chosen)).Provider;
            return new Offer(chosen, provider, diagnostic, document);
        }

        return null;
    }

    private async Task<List<(CodeAction Action, CodeFixProvider Provider)>> OfferedAsync(
        Document document,
        Diagnostic diagnostic,
        CancellationToken cancellationToken)
    {
        List<(CodeAction Action, CodeFixProvider Provider)> offered = [];
        foreach (CodeFixProvider provider in GetCodeFixProviders())
        {
            if (!provider.FixableDiagnosticIds.Contains(diagnostic.Id))
                continue;
            List<CodeAction> actions = [];
            CodeFixContext context = new(document, diagnostic, (action, _) => actions.Add(action), cancellationToken);
            await provider.RegisterCodeFixesAsync(context).ConfigureAwait(false);
            offered.AddRange(Flattened(actions).Select(action => (action, provider)));
        }

        return offered;
    }
}
