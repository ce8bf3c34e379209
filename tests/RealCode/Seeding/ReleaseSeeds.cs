using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Releases that are missing, come twice, or are of another mode.</summary>
internal static class ReleaseSeeds
{
    public static IEnumerable<Seed> Of(LockPair pair)
    {
        ImmutableArray<ExpressionStatementSyntax> statements =
            [.. pair.Releases.Select(release => Shape.StatementOf(release.Call)).OfType<ExpressionStatementSyntax>()];
        if (statements.Length == pair.Releases.Length)
            yield return new Seed(Defect.NoRelease, "", statements[0].SpanStart, [.. statements.Select(Gone)]);
        foreach (ExpressionStatementSyntax statement in statements)
        {
            if (statements.Length > 1)
                yield return new Seed(Defect.OneReleaseGone, "", statement.SpanStart, [Gone(statement)]);
            yield return new Seed(Defect.ReleasedTwice, "", statement.SpanStart, [Lines.Twice(statement)]);
        }

        foreach (LockUse release in pair.Releases)
        {
            SimpleNameSyntax name = ((MemberAccessExpressionSyntax)release.Call.Expression).Name;
            if (OtherOf(release.Name) is { } other)
                yield return new Seed(Defect.OtherMode, "", name.SpanStart, [new TextChange(name.Span, other)]);
        }
    }

    private static TextChange Gone(ExpressionStatementSyntax statement) => new(statement.Span, ";");

    private static string? OtherOf(string release) => release switch
    {
        "ExitReadLock" or "ExitUpgradeableReadLock" => "ExitWriteLock",
        "ExitWriteLock" => "ExitReadLock",
        "ReleaseReaderLock" => "ReleaseWriterLock",
        "ReleaseWriterLock" => "ReleaseReaderLock",
        _ => null,
    };
}
