using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ExtentLock.Testing.Tests.Subjects;

/// <summary>Serves a warning of the compiler and offers nothing.</summary>
public sealed class UnusedFieldFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["CS0169"];

    public override FixAllProvider? GetFixAllProvider() => null;

    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Task.CompletedTask;
}
