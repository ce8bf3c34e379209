using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Conditional compilation goes into a try as a whole or not at all, and other builds stay programs.</summary>
public sealed class ConditionalTextTests
{
    [Fact]
    public Task ConditionalTextInside_MovesAsAWhole() => Fixing.ByFinally("""
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
        #if OTHER
            Console.WriteLine(1);
        #else
            Console.WriteLine(2);
        #endif
            tree.Unlock();
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
            #if OTHER
                Console.WriteLine(1);
            #else
                Console.WriteLine(2);
            #endif
            }
            finally
            {
                tree.Unlock();
            }
            return 0;
        }
        """);

    [Fact]
    public Task ConditionThatEndsBehind_IsNotTorn() => Fixing.Refused(Fixing.Finally, """
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
        #if !OTHER
            tree.Unlock();
            Console.WriteLine();
        #endif
            return 0;
        }
        """);

    [Fact]
    public Task ConditionThatBeginsBefore_StaysInFront() => Fixing.ByFinally("""
        int M(Tree tree, bool skip)
        {
        #if !OTHER
            Console.WriteLine();
            tree.Lock();
        #else
            Console.WriteLine(1);
        #endif
            if (skip)
                {|EXL1001:return 1;|}
            tree.Unlock();
            return 0;
        }
        """, """
        int M(Tree tree, bool skip)
        {
        #if !OTHER
            Console.WriteLine();
            tree.Lock();
        #else
            Console.WriteLine(1);
        #endif
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
    public Task OtherBuildThatReleases_IsLeftAlone() => Fixing.Refused(Fixing.Finally, """
        int M(Tree tree, bool skip)
        {
            tree.Lock();
        #if OTHER
            if (skip)
            {
                tree.Unlock();
                return 1;
            }
        #else
            if (skip)
                {|EXL1001:return 1;|}
        #endif
            tree.Unlock();
            return 0;
        }
        """);

    [Fact]
    public Task OtherBuildThatDeclaresWhatIsUsedBehind_KeepsItInOneBlock() => Fixing.ByFinally("""
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
        #if OTHER
            int found = 1;
        #else
            int found = 2;
        #endif
            tree.Unlock();
            return found;
        }
        """, """
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    return 1;
            #if OTHER
                int found = 1;
            #else
                int found = 2;
            #endif
                return found;
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);
}
