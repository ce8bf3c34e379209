using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Fix-all over the samples that must not build: the result has the shape that their authors chose.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task EarlyReturns_JumpToTheOneLabelAndNothingIsReported()
    {
        Project before = Batch.Sample("EarlyReturns");
        Assert.Equal(11, (await Batch.ReportsAsync(before)).Length);

        Project after = await Batch.FixAllAsync(before, FixAllScope.Project, FixTexts.BestKey);

        Assert.Empty(await Batch.ReportsAsync(after));
        string blocks = await Batch.TextAsync(after, "DirectBlocks.cs");
        Assert.Equal(1, Count(blocks, "unlock_err:"));
        Assert.Equal(1, Count(blocks, "_err:"));
        Assert.Equal(7, Count(blocks, "goto unlock_err;"));
        Assert.Equal(2, Count(blocks, "ret = 0;\n            goto unlock_err;"));
        Assert.Equal(1, Count(blocks, "ret = Errno.NotBlockDevice;\n            goto unlock_err;"));
        Assert.Equal(0, Count(blocks, "Unlock(start, start + Inode.SectorSize)"));
    }

    [Fact]
    public async Task SeedAsPublished_GetsALabelForTheReservationAlone()
    {
        Project before = Batch.Sample("SeedAsPublished");
        Project after = await Batch.FixAllAsync(before, FixAllScope.Project, FixTexts.BestKey);

        string blocks = await Batch.TextAsync(after, "DirectBlocks.cs");
        Assert.Equal(1, Count(blocks, "ret = Errno.NotBlockDevice;\n            goto free_err;"));
        Assert.EndsWith("""
                free_err:
                    if (create)
                        inode.Reservations.Free(lockStart, lockEnd);
                    return ret;
                }
            }

            """, blocks);
        Assert.Equal((await Batch.ReportsAsync(before)).Length - 1, (await Batch.ReportsAsync(after)).Length);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
