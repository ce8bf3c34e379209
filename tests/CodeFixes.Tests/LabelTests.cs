using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Routing through a label: which label, which variable, which name.</summary>
public sealed class LabelTests
{
    [Fact]
    public Task LabelThatReleasesTheLock_IsJoined() => Fixing.Best("""
        int M(ITree tree, int kind)
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
        int M(ITree tree, int kind)
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
        int M(ITree tree, int kind)
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
        int M(ITree tree, int kind)
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
    public Task ExitThatHoldsOnlyTheOuterResource_GetsALabelInsideTheOther() => Fixing.Best("""
        int M(ITree tree, ISpace space, int kind)
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
        int M(ITree tree, ISpace space, int kind)
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

    [Fact]
    public Task LabelThatLacksOneRelease_GetsItInReverseOrderOfAcquiring() => Fixing.Best("""
        int M(ITree tree, ISpace space, bool create, int kind)
        {
            int ret = -3;
            tree.Lock();
            if (!create)
                goto fail;

            if (space.Reserve(1) != 0)
            {
                tree.Unlock();
                return -4;
            }

            ret = kind;
            if (ret != 0)
                {|EXL1001:{|EXL1001:return ret;|}|}

            if (create)
                space.Free(1);
            tree.Unlock();
            return 0;

        fail:
            tree.Unlock();
            return ret;
        }
        """, """
        int M(ITree tree, ISpace space, bool create, int kind)
        {
            int ret = -3;
            tree.Lock();
            if (!create)
                goto fail;

            if (space.Reserve(1) != 0)
            {
                tree.Unlock();
                return -4;
            }

            ret = kind;
            if (ret != 0)
                goto fail;

            if (create)
                space.Free(1);
            tree.Unlock();
            return 0;

        fail:
            if (create)
                space.Free(1);
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task LabelThatOthersReachWithoutTheResource_IsLeftAsItIs() => Fixing.Best("""
        int M(ITree tree, ISpace space, bool create, int kind)
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
        int M(ITree tree, ISpace space, bool create, int kind)
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
        int M(ITree tree, ISpace space, int kind)
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
        int M(ITree tree, ISpace space, int kind)
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
    public Task NormalWayOutOfVoidMember_DoesNotFallIntoTheLabel() => Fixing.ByLabel("""
        void M(ITree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return;|}

            tree.Unlock();
        }
        """, """
        void M(ITree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                goto unlock_err;

            tree.Unlock();
            return;

        unlock_err:
            tree.Unlock();
        }
        """);

    [Fact]
    public Task ThrowWhileHeld_IsNotRouted() => Fixing.Refused(Fixing.Label, """
        void M(ITree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:throw new InvalidOperationException();|}

            tree.Unlock();
        }
        """);

    [Fact]
    public Task ReturnInALocalFunction_GetsALabelInIt() => Fixing.ByLabel("""
        int M(ITree tree, bool skip)
        {
            return Run();

            int Run()
            {
                tree.Lock();
                if (skip)
                    {|EXL1001:return 1;|}
                tree.Unlock();
                return 0;
            }
        }
        """, """
        int M(ITree tree, bool skip)
        {
            return Run();

            int Run()
            {
                int ret;

                tree.Lock();
                if (skip)
                {
                    ret = 1;
                    goto unlock_err;
                }
                tree.Unlock();
                return 0;

            unlock_err:
                tree.Unlock();
                return ret;
            }
        }
        """);

    [Fact]
    public Task ReturnInALambda_GetsALabelInIt() => Fixing.ByLabel("""
        Func<bool, string?> M(ITree tree)
        {
            return skip =>
            {
                tree.Lock();
                if (skip)
                    {|EXL1001:return null;|}
                tree.Unlock();
                return "";
            };
        }
        """, """
        Func<bool, string?> M(ITree tree)
        {
            return skip =>
            {
                string? ret;

                tree.Lock();
                if (skip)
                {
                    ret = null;
                    goto unlock_err;
                }
                tree.Unlock();
                return "";

            unlock_err:
                tree.Unlock();
                return ret;
            };
        }
        """);

    [Fact]
    public Task ReturnInAnAsyncMember_CarriesTheResultOfTheTask() => Fixing.ByLabel("""
        async Task<int> M(ITree tree, bool skip)
        {
            await Task.Yield();
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
            tree.Unlock();
            return 0;
        }
        """, """
        async Task<int> M(ITree tree, bool skip)
        {
            int ret;

            await Task.Yield();
            tree.Lock();
            if (skip)
            {
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

    [Fact]
    public Task YieldBreakWhileHeld_JumpsToTheLabel() => Fixing.ByLabel("""
        IEnumerable<int> M(ITree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:yield break;|}
            yield return 1;
            tree.Unlock();
        }
        """, """
        IEnumerable<int> M(ITree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                goto unlock_err;
            yield return 1;
            tree.Unlock();
            yield break;

        unlock_err:
            tree.Unlock();
        }
        """);
}
