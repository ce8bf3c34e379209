using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Where the try begins: as soon as the lock is held, and not before that is known.</summary>
public sealed class FinallyStartTests
{
    [Fact]
    public Task ConditionalAcquire_IsReleasedUnderItsCondition() => Fixing.ByFinally("""
        int M(Tree tree, bool create, bool skip)
        {
            if (create)
                tree.Lock();

            if (skip)
                {|EXL1001:return 1;|}

            if (create)
                tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, bool create, bool skip)
        {
            if (create)
                tree.Lock();

            try
            {
                if (skip)
                    return 1;
            }
            finally
            {
                if (create)
                    tree.Unlock();
            }
            return 0;
        }
        """);

    [Fact]
    public Task AcquireThatMayFail_IsFollowedByTheTryOnlyWhereItSucceeded() => Fixing.ByFinally("""
        int M(Tree tree, Space space, bool skip)
        {
            int ret = space.Reserve(1);
            if (ret != 0)
                return ret;
            if (skip)
                {|EXL1001:return 1;|}
            space.Free(1);
            return 0;
        }

        int N(Tree tree, bool skip)
        {
            if (tree.TryLock())
            {
                if (skip)
                    {|EXL1001:return 1;|}
                tree.Unlock();
            }
            return 0;
        }

        int O(Tree tree, bool skip)
        {
            if (!tree.TryLock())
                return 2;
            if (skip)
                {|EXL1001:return 1;|}
            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, Space space, bool skip)
        {
            int ret = space.Reserve(1);
            if (ret != 0)
                return ret;
            try
            {
                if (skip)
                    return 1;
            }
            finally
            {
                space.Free(1);
            }
            return 0;
        }

        int N(Tree tree, bool skip)
        {
            if (tree.TryLock())
            {
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

        int O(Tree tree, bool skip)
        {
            if (!tree.TryLock())
                return 2;
            try
            {
                if (skip)
                    return 1;
            }
            finally
            {
                tree.Unlock();
            }
            return 0;
        }
        """);

    [Fact]
    public Task AcquireThatMayFail_IsNeverReleasedWhereItDid() => Fixing.ByFinally("""
        int M(IPool pool, IGate gate, bool skip)
        {
            gate.Open();
            int ret = pool.Rent();
            if (ret != 0)
            {
                gate.Close();
                return ret;
            }

            if (skip)
            {
                gate.Close();
                {|EXL1001:return 1;|}
            }

            pool.Return();
            gate.Close();
            return 0;
        }
        """, """
        int M(IPool pool, IGate gate, bool skip)
        {
            gate.Open();
            int ret = pool.Rent();
            if (ret != 0)
            {
                gate.Close();
                return ret;
            }

            try
            {
                if (skip)
                {
                    gate.Close();
                    return 1;
                }
            }
            finally
            {
                pool.Return();
            }
            gate.Close();
            return 0;
        }
        """);

    [Fact]
    public Task TryThatStartsTooLate_IsMovedUp() => Fixing.ByFinally("""
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}

            // The work.
            try
            {
                Console.WriteLine();

                if (skip)
                    return 2;
            }
            finally
            {
                tree.Unlock();
            }

            return 0;
        }
        """, """
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    return 1;

                // The work.
                Console.WriteLine();

                if (skip)
                    return 2;
            }
            finally
            {
                tree.Unlock();
            }

            return 0;
        }
        """);

    [Fact]
    public Task AcquiredInEitherBranch_IsReleasedUnderTheVariableThatTells() => Fixing.ByFinally("""
        int M(Tree tree, bool wait, bool skip)
        {
            bool held;
            if (wait)
            {
                tree.Lock();
                held = true;
            }
            else
            {
                held = tree.TryLock();
            }
            if (skip)
                {|EXL1001:return 1;|}
            if (held)
                tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, bool wait, bool skip)
        {
            bool held;
            if (wait)
            {
                tree.Lock();
                held = true;
            }
            else
            {
                held = tree.TryLock();
            }
            try
            {
                if (skip)
                    return 1;
            }
            finally
            {
                if (held)
                    tree.Unlock();
            }
            return 0;
        }
        """);

    [Fact]
    public Task UsingDeclaration_IsDisposedBeforeTheLockIsReleased() => Fixing.ByFinally("""
        void M(Tree tree, IDisposable part, bool skip)
        {
            tree.Lock();
            using IDisposable used = part;
            if (skip)
                {|EXL1001:return;|}
            Console.WriteLine(used);
            tree.Unlock();
        }
        """, """
        void M(Tree tree, IDisposable part, bool skip)
        {
            tree.Lock();
            try
            {
                using IDisposable used = part;
                if (skip)
                    return;
                Console.WriteLine(used);
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task AcquiredInOneBranchAndNothingTells_IsNotReleasedAlways() => Fixing.Refused(Fixing.Finally, """
        int M(Tree tree, Func<bool> ask, bool skip)
        {
            if (ask())
            {
                tree.Lock();
                if (skip)
                    tree.Unlock();
            }
            else
            {
                Console.WriteLine();
            }
            {|EXL1001:return 1;|}
        }
        """);

    [Fact]
    public Task AcquiredUnderACall_IsNotReleasedAlways() => Fixing.Refused(Fixing.Finally, """
        int M(Tree tree, Func<bool> ask)
        {
            if (ask())
                tree.Lock();
            Console.WriteLine();
            {|EXL1001:return 1;|}
        }
        """);
}
