using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Routing through a label: which one is joined, and where another is made.</summary>
public sealed class LabelTests
{
    [Fact]
    public Task LabelThatReleasesTheLock_IsJoined() => Fixing.Best("""
        int M(Tree tree, int kind)
        {
            int err;
            tree.Lock();
            if (kind == 1)
            {
                err = -1;
                goto fail;
            }

            if (kind == 2)
                {|EXL1001:return -2;|}

            tree.Unlock();
            return 0;

        fail:
            tree.Unlock();
            return err;
        }
        """, """
        int M(Tree tree, int kind)
        {
            int err;
            tree.Lock();
            if (kind == 1)
            {
                err = -1;
                goto fail;
            }

            if (kind == 2)
            {
                err = -2;
                goto fail;
            }

            tree.Unlock();
            return 0;

        fail:
            tree.Unlock();
            return err;
        }
        """);

    [Fact]
    public Task LabelThatDoesMoreThanCleanUp_IsNotJoined() => Fixing.Best("""
        int M(Tree tree, int kind)
        {
            int ret = 0;
            tree.Lock();
            if (kind == 1)
                goto done;

            if (kind == 2)
                {|EXL1001:return -2;|}

        done:
            Console.WriteLine("done");
            tree.Unlock();
            return ret;
        }
        """, """
        int M(Tree tree, int kind)
        {
            int ret = 0;
            tree.Lock();
            if (kind == 1)
                goto done;

            if (kind == 2)
            {
                ret = -2;
                goto unlock_err;
            }

        done:
            Console.WriteLine("done");
            tree.Unlock();
            return ret;

        unlock_err:
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task LabelThatChangesWhatOthersSee_IsNotJoined() => Fixing.Best("""
        int M(Tree tree, int[] kinds)
        {
            int ret = 0;
            tree.Lock();
            if (kinds[0] == 1)
                goto done;

            if (kinds[0] == 2)
                {|EXL1001:return -2;|}

        done:
            kinds[0] = 0;
            tree.Unlock();
            return ret;
        }
        """, """
        int M(Tree tree, int[] kinds)
        {
            int ret = 0;
            tree.Lock();
            if (kinds[0] == 1)
                goto done;

            if (kinds[0] == 2)
            {
                ret = -2;
                goto unlock_err;
            }

        done:
            kinds[0] = 0;
            tree.Unlock();
            return ret;

        unlock_err:
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task ExitThatHoldsOnlyTheOuterResource_GetsALabelInsideTheOther() => Fixing.Best("""
        int M(Tree tree, Space space, int kind)
        {
            int ret = space.Reserve(1);
            if (ret != 0)
                return ret;

            if (kind == 1)
                {|EXL1001:return -1;|}

            tree.Lock();
            if (kind == 2)
            {
                ret = -2;
                goto fail;
            }

            tree.Unlock();
            space.Free(1);
            return 0;

        fail:
            tree.Unlock();
            space.Free(1);
            return ret;
        }
        """, """
        int M(Tree tree, Space space, int kind)
        {
            int ret = space.Reserve(1);
            if (ret != 0)
                return ret;

            if (kind == 1)
            {
                ret = -1;
                goto free_err;
            }

            tree.Lock();
            if (kind == 2)
            {
                ret = -2;
                goto fail;
            }

            tree.Unlock();
            space.Free(1);
            return 0;

        fail:
            tree.Unlock();
        free_err:
            space.Free(1);
            return ret;
        }
        """);
}
