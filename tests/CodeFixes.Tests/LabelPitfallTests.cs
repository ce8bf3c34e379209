using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Places where a label in the wrong place, or of the wrong name, does not compile.</summary>
public sealed class LabelPitfallTests
{
    [Fact]
    public Task LabelInNestedBlock_IsOutOfReach_CS0159() => Fixing.ByLabel("""
        int M(Tree tree, int kind)
        {
            int ret = 0;
            tree.Lock();
            if (kind == 1)
            {
                ret = kind;
                goto fail;
            fail:
                tree.Unlock();
                return ret;
            }

            if (kind == 2)
                {|EXL1001:return -2;|}

            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, int kind)
        {
            int ret = 0;
            tree.Lock();
            if (kind == 1)
            {
                ret = kind;
                goto fail;
            fail:
                tree.Unlock();
                return ret;
            }

            if (kind == 2)
            {
                ret = -2;
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
    public Task NamesTakenInNestedScopes_AreNotUsedAgain_CS0136_CS0158() => Fixing.ByLabel("""
        int M(Tree tree, int kind)
        {
            tree.Lock();
            if (kind == 1)
            {
                int ret = kind;
                goto unlock_err;
            unlock_err:
                tree.Unlock();
                return ret;
            }

            if (kind == 2)
                {|EXL1001:return -2;|}

            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, int kind)
        {
            int ret2;

            tree.Lock();
            if (kind == 1)
            {
                int ret = kind;
                goto unlock_err;
            unlock_err:
                tree.Unlock();
                return ret;
            }

            if (kind == 2)
            {
                ret2 = -2;
                goto unlock_err2;
            }

            tree.Unlock();
            return 0;

        unlock_err2:
            tree.Unlock();
            return ret2;
        }
        """);

    [Fact]
    public Task JumpOverUsingDeclaration_IsNotOffered_CS8648() => Fixing.Refused(Fixing.Label, """
        int M(Tree tree, int kind)
        {
            tree.Lock();
            if (kind == 1)
                {|EXL1001:return -1;|}

            using var stream = new System.IO.MemoryStream();
            tree.Unlock();
            return 0;
        }
        """);

    [Fact]
    public Task ReleaseThatReadsWhatIsNotYetAssigned_IsNotOffered_CS0165() => Fixing.Refused(Fixing.Label, """
        int M(Space space, int kind)
        {
            if (space.Reserve(1) != 0)
                return -1;
            if (kind == 1)
                {|EXL1001:return -2;|}

            int size = kind;
            space.Free(size);
            return 0;
        }
        """);

    [Fact]
    public Task ResultThatMayNotEscape_IsReplacedByANewOne_CS8352() => Fixing.ByLabel("""
        Span<int> M(Tree tree, Span<int> given, bool skip)
        {
            Span<int> ret = stackalloc int[4];
            tree.Lock();
            if (skip)
                {|EXL1001:return given;|}

            given[0] = ret[0];
            tree.Unlock();
            return default;
        }
        """, """
        Span<int> M(Tree tree, Span<int> given, bool skip)
        {
            Span<int> ret = stackalloc int[4];
            Span<int> ret2;
            tree.Lock();
            if (skip)
            {
                ret2 = given;
                goto unlock_err;
            }

            given[0] = ret[0];
            tree.Unlock();
            return default;

        unlock_err:
            tree.Unlock();
            return ret2;
        }
        """);

    [Fact]
    public Task ReleaseOfALoopVariable_CanNotLeaveTheLoop_CS0103() => Fixing.Refused(Fixing.Label, """
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
        """);

    [Fact]
    public Task RefReturn_IsNotOffered() => Fixing.Refused(Fixing.Label, """
        ref int M(Tree tree, int[] values, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return ref values[0];|}
            tree.Unlock();
            return ref values[1];
        }
        """);
}
