using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Routing changes what it must and nothing else: braces, comments, line ends, line breaks.</summary>
public sealed class LabelLayoutTests
{
    [Fact]
    public Task IfAndElseOnOneLine_GetBlocksOfTheirOwn() => Fixing.ByLabel("""
        int M(Tree tree, bool a, bool b)
        {
            int ret;
            tree.Lock();
            if (a)
            {
                if (b) {|EXL1001:return 1;|} else {|EXL1001:return 2;|}
            }
            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, bool a, bool b)
        {
            int ret;
            tree.Lock();
            if (a)
            {
                if (b)
                {
                    ret = 1;
                    goto unlock_err;
                }
                else
                {
                    ret = 2;
                    goto unlock_err;
                }
            }
            tree.Unlock();
            return 0;

        unlock_err:
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task CommentsInAndAroundTheReturn_Survive() => Fixing.ByLabel("""
        int M(Tree tree, bool a, bool b)
        {
            int ret;
            tree.Lock(); // taken
            if (a)
                // the first
                {|EXL1001:return /* why */ 1;|} // behind
            if (b)
            {
                {|EXL1001:return M(tree,
                         a: false,
                         b: false);|}
            }
            tree.Unlock();
            return 0; // normal
            // last words
        }
        """, """
        int M(Tree tree, bool a, bool b)
        {
            int ret;
            tree.Lock(); // taken
            if (a)
            {
                // the first
                ret = /* why */ 1;
                goto unlock_err; // behind
            }
            if (b)
            {
                ret = M(tree,
                         a: false,
                         b: false);
                goto unlock_err;
            }
            tree.Unlock();
            return 0; // normal

        unlock_err:
            tree.Unlock();
            return ret;
            // last words
        }
        """);

    [Fact]
    public Task BracesAtTheEndOfTheLine_StayTheHabit() => Fixing.ByLabel("""
        int M(Tree tree, int kind) {
            int ret;
            tree.Lock();
            if (kind == 1)
                {|EXL1001:return 1;|}
            if (kind == 2) {
                {|EXL1001:return 2;|}
            }
            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, int kind) {
            int ret;
            tree.Lock();
            if (kind == 1) {
                ret = 1;
                goto unlock_err;
            }
            if (kind == 2) {
                ret = 2;
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
    public Task ReturnInASwitchSection_NeedsNoBlock() => Fixing.ByLabel("""
        int M(Tree tree, int kind)
        {
            int ret;
            tree.Lock();
            switch (kind)
            {
                case 1:
                    {|EXL1001:return 1;|}
                default:
                    break;
            }
            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, int kind)
        {
            int ret;
            tree.Lock();
            switch (kind)
            {
                case 1:
                    ret = 1;
                    goto unlock_err;
                default:
                    break;
            }
            tree.Unlock();
            return 0;

        unlock_err:
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task CarriageReturns_Survive()
    {
        const string Before = """
            int M(Tree tree, int kind)
            {
                int ret;
                tree.Lock();
                if (kind == 1)
                    {|EXL1001:return 1;|}
                tree.Unlock();
                return 0;
            }
            """;
        const string After = """
            int M(Tree tree, int kind)
            {
                int ret;
                tree.Lock();
                if (kind == 1)
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
            """;
        return Fixing.With(Fixing.Label, Before, After, text => text.Replace("\n", "\r\n"));
    }
}
