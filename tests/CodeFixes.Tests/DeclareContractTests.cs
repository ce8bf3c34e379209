using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>The attribute that says what a member does to its caller's locks, written by the fix.</summary>
public sealed class DeclareContractTests
{
    [Fact]
    public Task AttributeAndUsing_AreWritten() => Fix(
        """
        using System;
        using System.Threading;

        public sealed class C
        {
            private readonly object _gate = new();

            /// <summary>Opens.</summary>
            public void {|EXL1006:Open|}() => Monitor.Enter(_gate);

            private void Close() => Monitor.Exit(_gate);
        }
        """,
        """
        using System;
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class C
        {
            private readonly object _gate = new();

            /// <summary>Opens.</summary>
            [Acquires(nameof(_gate))]
            public void Open() => Monitor.Enter(_gate);

            private void Close() => Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task EveryMemberOfTheFile_IsDeclaredAtOnce() => Fix(
        """
        using System.Threading;
        using Zoo;

        namespace Zoo { }

        namespace N
        {
            public sealed class C
            {
                private readonly ReaderWriterLockSlim _lock = new();
                [System.Obsolete] public bool {|EXL1006:TryOpen|}() => _lock.TryEnterReadLock(5);
                public void {|EXL1006:Close|}() => _lock.ExitReadLock();
            }
        }
        """,
        """
        using System.Threading;
        using ExtentLock.Contracts;
        using Zoo;

        namespace Zoo { }

        namespace N
        {
            public sealed class C
            {
                private readonly ReaderWriterLockSlim _lock = new();
                [Acquires(nameof(_lock), When = Outcome.True, Mode = LockMode.Shared)]
                [System.Obsolete] public bool TryOpen() => _lock.TryEnterReadLock(5);
                [Releases(nameof(_lock), Mode = LockMode.Shared)]
                public void Close() => _lock.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task TwoLocks_AreTwoAttributesInOneList() => Fix(
        """
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class C
        {
            private readonly object _a = new();
            private readonly object _b = new();
            public void {|EXL1006:Open|}() { Monitor.Enter(_a); Monitor.Enter(_b); }
            [Releases("_a"), Releases("_b")] public void Close() { Monitor.Exit(_b); Monitor.Exit(_a); }
        }
        """,
        """
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class C
        {
            private readonly object _a = new();
            private readonly object _b = new();
            [Acquires(nameof(_a)), Acquires(nameof(_b))]
            public void Open() { Monitor.Enter(_a); Monitor.Enter(_b); }
            [Releases("_a"), Releases("_b")] public void Close() { Monitor.Exit(_b); Monitor.Exit(_a); }
        }
        """);

    [Fact]
    public Task StaticLock_IsNamedWithItsType() => Fix(
        """
        using System.Threading;

        namespace ExtentLock.Contracts.Users;

        public static class C
        {
            private static readonly object s_gate = new();
            public static void {|EXL1006:Open|}() => Monitor.Enter(s_gate);
            private static void Close() => Monitor.Exit(s_gate);
        }
        """,
        """
        using System.Threading;

        namespace ExtentLock.Contracts.Users;

        public static class C
        {
            private static readonly object s_gate = new();
            [Acquires("C.s_gate")]
            public static void Open() => Monitor.Enter(s_gate);
            private static void Close() => Monitor.Exit(s_gate);
        }
        """);

    [Theory]
    [InlineData("global using System.Threading;\nglobal using Zoo;\n", "")]
    [InlineData("global using System.Threading;\n", "using Zoo;\n")]
    [InlineData("extern alias legacy;\n", "using System.Threading;\nusing Zoo;\n")]
    public Task WhatMustComeFirst_StaysInFront(string first, string others)
    {
        string sorted = others.Contains("System", System.StringComparison.Ordinal)
            ? others.Replace("using Zoo", "using ExtentLock.Contracts;\nusing Zoo")
            : "using ExtentLock.Contracts;\n" + others;
        return Fix(first + others + Reported("_gate"), first + sorted + Declared("_gate"));
    }

    [Fact]
    public Task ExternAliasAlone_StaysInFront() => Fix(
        "extern alias legacy;\n" + Reported("_gate").Replace("Monitor", "System.Threading.Monitor"),
        "extern alias legacy;\nusing ExtentLock.Contracts;\n\n" + Declared("_gate").Replace("Monitor", "System.Threading.Monitor"));

    [Fact]
    public Task FieldNamedLikeAKeyword_IsNamedAsItIsWritten() => Fix(
        "using System.Threading;\nusing Zoo;\n" + Reported("@lock"),
        "using System.Threading;\nusing ExtentLock.Contracts;\nusing Zoo;\n" + Declared("@lock"));

    private static string Reported(string name) => Class(name, "public void {|EXL1006:Open|}()");

    private static string Declared(string name) => Class(name, $"[Acquires(nameof({name}))]\n    public void Open()");

    private static string Class(string name, string open) => $$"""
        namespace Zoo { }
        public sealed class C
        {
            private readonly object {{name}} = new();
            {{open}} => Monitor.Enter({{name}});
            private void Close() => Monitor.Exit({{name}});
        }
        """;

    /// <summary>Of an alias there is no assembly here, which is the only error.</summary>
    private static Task Fix(string before, string after) => Verify<ExtentLockAnalyzer, DeclareContractFixProvider>.Fix(
        before,
        after,
        FixPlan.Default,
        Fixing.Surroundings with { AnyCompilerErrors = before.StartsWith("extern", System.StringComparison.Ordinal) });
}
