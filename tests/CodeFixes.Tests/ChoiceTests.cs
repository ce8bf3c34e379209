using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Which idiom the first action takes: the one that the member, or its contract, already speaks.</summary>
public sealed class ChoiceTests
{
    private const string Leak = """
        ATTRIBUTE
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|ID:return;|}

            tree.Unlock();
        }
        """;

    private const string Labelled = """
        ATTRIBUTE
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                goto unlock_err;

            tree.Unlock();
            return;

        unlock_err:
            tree.Unlock();
        }
        """;

    private const string Wrapped = """
        ATTRIBUTE
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    return;
            }
            finally
            {
                tree.Unlock();
            }
        }
        """;

    [Fact]
    public Task NoContract_IsWrapped() => Best("// none", "EXL0001", Wrapped);

    [Fact]
    public Task ProofOfEveryExit_IsWrapped() => Best("[ReleasesOnAllPaths]", "EXL1001", Wrapped);

    [Fact]
    public Task ProofThatLeavesOutCalls_IsLabelled() => Best(Fixing.Proof, "EXL1001", Labelled);

    [Fact]
    public Task ThrowInAProofThatLeavesOutCalls_IsWrappedAllTheSame() => Fixing.Unproved("""
        [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:throw new InvalidOperationException();|}

            tree.Unlock();
        }
        """, """
        [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    throw new InvalidOperationException();
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task CallThatMayThrow_IsWrapped() => Fixing.Unproved("""
        [ReleasesOnAllPaths]
        void M(Tree tree, Action work)
        {
            {|EXL1001:tree.Lock()|};
            work();
            tree.Unlock();
        }
        """, """
        [ReleasesOnAllPaths]
        void M(Tree tree, Action work)
        {
            tree.Lock();
            try
            {
                work();
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    private static Task Best(string attribute, string id, string after) => Fixing.Unproved(
        Leak.Replace("ATTRIBUTE", attribute).Replace("ID", id), after.Replace("ATTRIBUTE", attribute));
}
