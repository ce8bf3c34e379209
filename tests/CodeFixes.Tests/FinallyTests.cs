using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Wrapping in try/finally: which statements, which release, which guard.</summary>
public sealed class FinallyTests
{
    [Fact]
    public Task EarlyReturn_IsWrappedUpToTheLastRelease() => Fixing.ByFinally("""
        int M(Tree tree, bool skip)
        {
            tree.Lock();

            // Nothing to do.
            if (skip)
                {|EXL1001:return 1;|}

            Console.WriteLine();

            tree.Unlock();
            Console.WriteLine("free");
            return 0;
        }
        """, """
        int M(Tree tree, bool skip)
        {
            tree.Lock();

            try
            {
                // Nothing to do.
                if (skip)
                    return 1;

                Console.WriteLine();
            }
            finally
            {
                tree.Unlock();
            }
            Console.WriteLine("free");
            return 0;
        }
        """);

    [Fact]
    public Task ReleasesOnEveryOtherPath_GoIntoOneFinally() => Fixing.ByFinally("""
        int M(Tree tree, int kind)
        {
            tree.Lock();
            if (kind == 1)
            {
                tree.Unlock();
                return 1;
            }

            if (kind == 2)
                {|EXL1001:throw new InvalidOperationException();|}

            if (kind == 3)
                {|EXL1001:return 3;|}

            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, int kind)
        {
            tree.Lock();
            try
            {
                if (kind == 1)
                {
                    return 1;
                }

                if (kind == 2)
                    throw new InvalidOperationException();

                if (kind == 3)
                    return 3;
            }
            finally
            {
                tree.Unlock();
            }
            return 0;
        }
        """);

    [Fact]
    public Task EndOfMemberWhileHeld_IsWrapped() => Fixing.ByFinally("""
        void M(Tree tree, bool a)
        {
            tree.Lock();
            if (a)
            {
                tree.Unlock();
                return;
            }

            Console.WriteLine();
        {|EXL1001:}|}
        """, """
        void M(Tree tree, bool a)
        {
            tree.Lock();
            try
            {
                if (a)
                {
                    return;
                }

                Console.WriteLine();
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task LockOfALoop_IsReleasedInTheLoop() => Fixing.ByFinally("""
        int M(Tree[] trees, bool skip)
        {
            foreach (Tree tree in trees)
            {
                tree.Lock();
                if (skip)
                    {|EXL1001:return 1;|}
                tree.Unlock();
            }

            return 0;
        }
        """, """
        int M(Tree[] trees, bool skip)
        {
            foreach (Tree tree in trees)
            {
                tree.Lock();
                try
                {
                    if (skip)
                        return 1;
                }
                finally
                {
                    tree.Unlock();
                }
            }

            return 0;
        }
        """);

    [Fact]
    public Task LockTakenAgainInside_IsLeftToItsAuthor() => Fixing.Refused(Fixing.Finally, """
        int M(Tree tree, bool a, bool b)
        {
            tree.Lock();
            if (b)
                {|EXL1001:return 1;|}
            if (a)
            {
                tree.Unlock();
                Console.WriteLine();
                tree.Lock();
            }

            tree.Unlock();
            return 0;
        }
        """);

    [Fact]
    public Task ReleaseBeforeAnAwait_IsMeant() => Fixing.Refused(Fixing.Finally, """
        async Task<int> M(Tree tree, bool a, bool b)
        {
            tree.Lock();
            if (a)
                {|EXL1001:return 1;|}
            if (b)
            {
                tree.Unlock();
                await Task.Yield();
                return 2;
            }

            tree.Unlock();
            return 0;
        }
        """);
}
