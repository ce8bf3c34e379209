using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>The seed's own function in small: early returns of every kind become one label.</summary>
public sealed class SeedShapeTests
{
    [Fact]
    public Task EarlyReturnsOfLockAndReservation_ShareOneLabel() => Fixing.Best("""
        [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
        int Map(Ranges tree, Space space, bool create, long start, long len, int kind)
        {
            long end = start + len;
            int ret;

            if (create)
            {
                ret = space.Reserve(len);
                if (ret != 0)
                    return ret;
            }

            tree.Lock(start, end);
            // The kinds that direct I/O can't serve.
            if (kind == 1)
                {|EXL1001:{|EXL1001:return -15;|}|} // not a block device

            if (!create && kind == 2)
            {
                // one sector at a time
                tree.Unlock(start, start + 512);
                {|EXL1001:return 0;|}
            }

            ret = Check(kind);
            if (ret != 0) {|EXL1001:{|EXL1001:return ret;|}|}

            if (create)
                space.Free(len);

            tree.Unlock(start, end);
            return 0;
        }

        int Check(int kind) => kind;
        """, """
        [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
        int Map(Ranges tree, Space space, bool create, long start, long len, int kind)
        {
            long end = start + len;
            int ret;

            if (create)
            {
                ret = space.Reserve(len);
                if (ret != 0)
                    return ret;
            }

            tree.Lock(start, end);
            // The kinds that direct I/O can't serve.
            if (kind == 1)
            {
                ret = -15;
                goto unlock_err; // not a block device
            }

            if (!create && kind == 2)
            {
                // one sector at a time
                ret = 0;
                goto unlock_err;
            }

            ret = Check(kind);
            if (ret != 0) goto unlock_err;

            if (create)
                space.Free(len);

            tree.Unlock(start, end);
            return 0;

        unlock_err:
            tree.Unlock(start, end);
            if (create)
                space.Free(len);
            return ret;
        }

        int Check(int kind) => kind;
        """);
}
