using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>What a label releases: neither less than the exit holds, nor more, nor anything twice.</summary>
public sealed class LabelReleaseTests
{
    [Fact]
    public Task LabelThatReleasesTooLittle_IsNotJoined() => Fixing.Best("""
        int M(Tree tree, Space space, bool create, int kind)
        {
            int ret;
            tree.Lock();
            if (create)
            {
                ret = space.Reserve(1);
                if (ret != 0)
                    goto fail;
            }

            if (kind == 1)
                {|EXL1001:{|EXL1001:return -1;|}|}

            if (create)
                space.Free(1);

            tree.Unlock();
            return 0;

        fail:
            tree.Unlock();
            return ret;
        }
        """, """
        int M(Tree tree, Space space, bool create, int kind)
        {
            int ret;
            tree.Lock();
            if (create)
            {
                ret = space.Reserve(1);
                if (ret != 0)
                    goto fail;
            }

            if (kind == 1)
            {
                ret = -1;
                goto unlock_err;
            }

            if (create)
                space.Free(1);

            tree.Unlock();
            return 0;

        fail:
            tree.Unlock();
            return ret;

        unlock_err:
            if (create)
                space.Free(1);
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task LabelThatReleasesWhatFailedToBeAcquired_IsNotJoined() => Fixing.Best("""
        int M(Tree tree, Space space, int kind)
        {
            int ret = space.Reserve(1);
            if (ret != 0)
                return ret;

            if (!tree.TryLock())
                {|EXL1001:return -1;|}

            ret = kind;
            if (ret != 0)
                goto fail;

            tree.Unlock();
            space.Free(1);
            return 0;

        fail:
            space.Free(1);
            tree.Unlock();
            return ret;
        }
        """, """
        int M(Tree tree, Space space, int kind)
        {
            int ret = space.Reserve(1);
            if (ret != 0)
                return ret;

            if (!tree.TryLock())
            {
                ret = -1;
                goto unlock_err;
            }

            ret = kind;
            if (ret != 0)
                goto fail;

            tree.Unlock();
            space.Free(1);
            return 0;

        fail:
            space.Free(1);
            tree.Unlock();
            return ret;

        unlock_err:
            space.Free(1);
            return ret;
        }
        """);

    [Fact]
    public Task UnlockOfAPartBeforeTheExit_IsTakenOut() => Fixing.ByLabel("""
        int M(Ranges tree, long start, long end, bool hole)
        {
            int ret;
            tree.Lock(start, end);
            if (hole)
            {
                tree.Unlock(start, start + 1); // the first
                {|EXL1001:return 1;|}
            }

            tree.Unlock(start, end);
            return 0;
        }
        """, """
        int M(Ranges tree, long start, long end, bool hole)
        {
            int ret;
            tree.Lock(start, end);
            if (hole)
            {
                // the first
                ret = 1;
                goto unlock_err;
            }

            tree.Unlock(start, end);
            return 0;

        unlock_err:
            tree.Unlock(start, end);
            return ret;
        }
        """);

    [Fact]
    public Task UnlockBeforeTheLockIsTakenAgain_IsLeft() => Fixing.ByLabel("""
        int M(Tree tree, bool again)
        {
            int ret;
            tree.Lock();
            if (again)
            {
                tree.Unlock();
                Console.WriteLine();
                tree.Lock();
                {|EXL1001:return 1;|}
            }

            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, bool again)
        {
            int ret;
            tree.Lock();
            if (again)
            {
                tree.Unlock();
                Console.WriteLine();
                tree.Lock();
                ret = 1;
                goto unlock_err;
            }

            tree.Unlock();
            return 0;

        unlock_err:
            tree.Unlock();
            return ret;
        }
        """);
}
