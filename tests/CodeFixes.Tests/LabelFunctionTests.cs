using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Routing in every kind of function: what is returned, and where the normal way out goes.</summary>
public sealed class LabelFunctionTests
{
    [Fact]
    public Task NormalWayOutOfVoidMember_DoesNotFallIntoTheLabel() => Fixing.ByLabel("""
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return;|}

            tree.Unlock();
        }
        """, """
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
        """);

    [Fact]
    public Task ThrowWhileHeld_IsNotRouted() => Fixing.Refused(Fixing.Label, """
        void M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:throw new InvalidOperationException();|}

            tree.Unlock();
        }
        """);

    [Fact]
    public Task ReturnInALocalFunction_GetsALabelInIt() => Fixing.ByLabel("""
        int M(Tree tree, bool skip)
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
        int M(Tree tree, bool skip)
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
        Func<bool, string?> M(Tree tree)
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
        Func<bool, string?> M(Tree tree)
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
        async Task<int> M(Tree tree, bool skip)
        {
            await Task.Yield();
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
            tree.Unlock();
            return 0;
        }
        """, """
        async Task<int> M(Tree tree, bool skip)
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
        IEnumerable<int> M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:yield break;|}
            yield return 1;
            tree.Unlock();
        }
        """, """
        IEnumerable<int> M(Tree tree, bool skip)
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
