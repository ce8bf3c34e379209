using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExtentLock.Fuzz;

/// <summary>Programs as compilations against .NET and the contract attributes. References are read once.</summary>
internal static class Compilations
{
    public const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks; global using ExtentLock.Contracts;
        """;

    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. TargetingPack.References("net10.0"),
        MetadataReference.CreateFromFile(typeof(AcquiresAttribute).Assembly.Location),
    ];

    private static readonly CSharpCompilation Library = Start(OutputKind.DynamicallyLinkedLibrary);
    private static readonly CSharpCompilation Application = Start(OutputKind.ConsoleApplication);

    public static CSharpCompilationOptions Options(bool isApplication) => new(
        isApplication ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    /// <summary>A new compilation on every call: nothing of an earlier analysis is left in it.</summary>
    public static CSharpCompilation Of(FuzzProgram program)
    {
        CSharpCompilation start = program.IsApplication ? Application : Library;
        return start.AddSyntaxTrees(program.Neighbours
            .Select(neighbour => CSharpSyntaxTree.ParseText(neighbour.Text, Parsing, neighbour.Path))
            .Append(CSharpSyntaxTree.ParseText(program.Text, Parsing, program.Path)));
    }

    private static CSharpCompilation Start(OutputKind kind) => CSharpCompilation.Create(
        "Subject",
        [CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing, "Usings.cs")],
        References,
        new CSharpCompilationOptions(kind, allowUnsafe: true));
}
