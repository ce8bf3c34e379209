using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>The built-in table against the reference assemblies: nothing forgotten, nothing misspelt.</summary>
public sealed class DotNetTableTests
{
    private static readonly Subject Net = new("");

    private static readonly string[] Types =
    [
        "Monitor", "Lock", "SemaphoreSlim", "ReaderWriterLockSlim", "ReaderWriterLock", "Mutex", "Semaphore", "SpinLock",
    ];

    private static readonly string[] Verbs = ["Enter", "TryEnter", "Wait", "Exit", "Release", "Acquire"];

    /// <summary>What looks like taking or giving back and is left out, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["Monitor.Wait"] = "gives back and takes again",
        ["Mutex.WaitAll"] = "one of several handles",
        ["Mutex.WaitAny"] = "one of several handles",
        ["Semaphore.WaitAll"] = "one of several handles",
        ["Semaphore.WaitAny"] = "one of several handles",
    };

    [Fact]
    public void EveryMemberThatTakesOrGivesBack_IsInTheTableOrExcepted()
    {
        string[] missing = [.. LockMembers().Where(member => member.Contract.IsEmpty && !IsException(member.Name))
            .Select(member => member.Name)];

        Assert.Empty(missing);
    }

    [Fact]
    public void EveryException_IsNeededByAMemberWithoutContract()
    {
        string[] silent = [.. LockMembers().Where(member => member.Contract.IsEmpty).Select(member => member.Name)];

        Assert.All(Exceptions.Keys, exception => Assert.Contains(silent, name => Covers(exception, name)));
    }

    [Fact]
    public void EveryLineOfTheTable_NamesAMemberOfDotNet()
    {
        string[] stray = [.. ContractFile.DotNet.Declarations
            .Where(line => line.Clause is not null && !Net.Type(line.Id.ContainingType![2..]).GetMembers()
                .Any(member => line.Id.Matches(member.GetDocumentationCommentId())))
            .Select(line => line.Id.ToString())];

        Assert.Empty(stray);
    }

    [Fact]
    public void TheTable_HasNoMalformedLine() => Assert.Empty(ContractFile.DotNet.Problems);

    [Theory]
    [InlineData("M:System.Threading.Monitor.Enter(System.Object)", "Acquires obj")]
    [InlineData("M:System.Threading.Monitor.Enter(System.Object,System.Boolean@)",
        "Acquires obj when lockTaken:True yields True")]
    [InlineData("M:System.Threading.Monitor.TryEnter(System.Object,System.TimeSpan)", "Acquires obj when :True")]
    [InlineData("M:System.Threading.Monitor.TryEnter(System.Object,System.Int32,System.Boolean@)",
        "Acquires obj when lockTaken:True")]
    [InlineData("M:System.Threading.Lock.TryEnter(System.TimeSpan)", "Acquires this when :True")]
    [InlineData("M:System.Threading.SemaphoreSlim.Wait", "Acquires this")]
    [InlineData("M:System.Threading.SemaphoreSlim.Wait(System.Int32)", "Acquires this when :True")]
    [InlineData("M:System.Threading.SemaphoreSlim.WaitAsync(System.Threading.CancellationToken)",
        "Acquires this on completion")]
    [InlineData("M:System.Threading.SemaphoreSlim.WaitAsync(System.Int32,System.Threading.CancellationToken)",
        "Acquires this when :True on completion")]
    [InlineData("M:System.Threading.SemaphoreSlim.Release", "Releases this")]
    [InlineData("M:System.Threading.SemaphoreSlim.Release(System.Int32)", "Releases this times releaseCount")]
    [InlineData("M:System.Threading.ReaderWriterLockSlim.TryEnterUpgradeableReadLock(System.Int32)",
        "Acquires this Upgradeable when :True")]
    [InlineData("M:System.Threading.ReaderWriterLock.AcquireReaderLock(System.TimeSpan)", "Acquires this Shared")]
    [InlineData("M:System.Threading.SpinLock.TryEnter(System.Boolean@)", "Acquires this when lockTaken:True")]
    [InlineData("M:System.Threading.SpinLock.Exit(System.Boolean)", "Releases this")]
    public void MemberOfDotNet_SaysWhatTheTableSays(string id, string expected) =>
        Assert.Equal(expected, Net.ContractOf(id).Say());

    [Theory]
    [InlineData("M:System.Threading.WaitHandle.WaitOne", "Acquires this yields True")]
    [InlineData("M:System.Threading.WaitHandle.WaitOne(System.TimeSpan,System.Boolean)", "Acquires this when :True")]
    public void WaitOneOnMutex_Acquires(string id, string expected) =>
        Assert.Equal(expected, Net.ContractOf(id, "System.Threading.Mutex").Say());

    [Theory]
    [InlineData("System.Threading.ManualResetEvent")]
    [InlineData("System.Threading.WaitHandle")]
    [InlineData(null)]
    public void WaitOneOnAnotherHandle_IsSilent(string? receiver) =>
        Assert.True(Net.ContractOf("M:System.Threading.WaitHandle.WaitOne(System.Int32)", receiver).IsEmpty);

    [Theory]
    [InlineData("System.Threading.Lock", "Reentrant, ThreadAffine")]
    [InlineData("System.Threading.SemaphoreSlim", "Counted")]
    [InlineData("System.Threading.ReaderWriterLockSlim", "ThreadAffine")]
    [InlineData("System.Threading.SpinLock", "ThreadAffine")]
    [InlineData("System.Object", "Reentrant, ThreadAffine")]
    [InlineData("System.String", "None")]
    public void TypeOfLock_HasItsTraits(string type, string expected) =>
        Assert.Equal(expected, Net.Book.TraitsOf(Net.Type(type)).ToString());

    [Theory]
    [InlineData("M:System.Threading.SemaphoreSlim.Wait(System.Threading.CancellationToken)", true)]
    [InlineData("M:System.Threading.SemaphoreSlim.WaitAsync(System.Int32,System.Threading.CancellationToken)", true)]
    [InlineData("M:System.Threading.SemaphoreSlim.Wait(System.Int32)", false)]
    [InlineData("M:System.Threading.Monitor.Enter(System.Object)", false)]
    public void MemberWithACancellationToken_IsCancellable(string id, bool expected) =>
        Assert.Equal(expected, Net.ContractOf(id).Clauses.Single().Cancellable);

    [Fact]
    public void MonitorOnAnyObject_IsReentrantAndAffine() =>
        Assert.Equal(
            LockTraits.Reentrant | LockTraits.ThreadAffine,
            Net.ContractOf("M:System.Threading.Monitor.Exit(System.Object)").Clauses.Single().Traits);

    private static bool IsException(string name) => Exceptions.Keys.Any(exception => Covers(exception, name));

    private static bool Covers(string exception, string name) =>
        name == exception || name.StartsWith(exception + "(", System.StringComparison.Ordinal);

    /// <summary>Inherited members too, each asked as called on the type itself.</summary>
    private static IEnumerable<(string Name, MemberContract Contract)> LockMembers()
    {
        foreach (INamedTypeSymbol type in Types.Select(name => Net.Type("System.Threading." + name)))
        {
            for (INamedTypeSymbol? owner = type; owner is not null; owner = owner.BaseType)
            {
                foreach (IMethodSymbol method in owner.GetMembers().OfType<IMethodSymbol>().Where(IsLockMember))
                {
                    string id = method.GetDocumentationCommentId()!;
                    string name = id[(id.IndexOf(owner.Name, System.StringComparison.Ordinal) + owner.Name.Length)..];
                    yield return (type.Name + name, Net.Book.Of(method, type));
                }
            }
        }
    }

    private static bool IsLockMember(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public }
        && Verbs.Any(verb => method.Name.StartsWith(verb, System.StringComparison.Ordinal));
}
