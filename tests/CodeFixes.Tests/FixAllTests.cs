using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Several findings in one member: one by one and all at once come to the same text.</summary>
public sealed class FixAllTests
{
    [Fact]
    public Task NestedLocks_GetNestedTries() => Fixing.ByFinally("""
        int M(Tree a, Tree b, int kind)
        {
            a.Lock();
            if (kind == 1)
                {|EXL1001:return 1;|}
            b.Lock();
            if (kind == 2)
                {|EXL1001:{|EXL1001:return 2;|}|}
            b.Unlock();
            a.Unlock();
            return 0;
        }
        """, """
        int M(Tree a, Tree b, int kind)
        {
            a.Lock();
            try
            {
                if (kind == 1)
                    return 1;
                b.Lock();
                try
                {
                    if (kind == 2)
                        return 2;
                }
                finally
                {
                    b.Unlock();
                }
            }
            finally
            {
                a.Unlock();
            }
            return 0;
        }
        """);

    [Fact]
    public Task OverlappingLocks_NestInTheOrderOfAcquiring() => Fixing.ByFinally("""
        int M(Tree a, Tree b, int kind)
        {
            a.Lock();
            b.Lock();
            if (kind == 2)
                {|EXL1001:{|EXL1001:return 2;|}|}
            a.Unlock();
            b.Unlock();
            return 0;
        }
        """, """
        int M(Tree a, Tree b, int kind)
        {
            a.Lock();
            try
            {
                b.Lock();
                try
                {
                    if (kind == 2)
                        return 2;
                }
                finally
                {
                    b.Unlock();
                }
            }
            finally
            {
                a.Unlock();
            }
            return 0;
        }
        """);
}
