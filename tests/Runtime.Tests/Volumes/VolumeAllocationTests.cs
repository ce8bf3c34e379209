using System;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>A direct read or write that nobody is in the way of allocates nothing on the managed heap.</summary>
public sealed class VolumeAllocationTests
{
    public static TheoryData<FileTraits, bool> Ways => new()
    {
        { FileTraits.None, false },
        { FileTraits.None, true },
        { FileTraits.NoCow, false },
        { FileTraits.NoCow, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task CompletedRequest_AllocatesNothing(FileTraits traits, bool isWrite)
    {
        using TestVolume test = await MakeAsync();
        using VolumeFile file = test.Volume.CreateFile("a", traits);
        using IoArena arena = new(1);
        using ArenaSlice slice = arena.Rent(4 * Sector);
        file.Write(0, new byte[64 * Sector]);
        Memory<byte> memory = slice.Memory;

        // On a device in memory every request ends before its call returns, so all of it is this thread's.
        int Run(int rounds)
        {
            int done = 0;
            for (int i = 0; i < rounds; i++)
            {
                long offset = i * 7 % 60 * Sector;
                ValueTask<int> request = isWrite
                    ? file.WriteAsync(offset, memory)
                    : file.ReadAsync(offset, memory);

                Assert.True(request.IsCompletedSuccessfully);
                done += request.Result;
            }

            return done;
        }

        // Once around, so that every list has the room it needs between two commits.
        Run(1500);
        await test.Volume.CommitAsync();
        Run(100);
        int done = 0;
        long allocated = LeastAllocated(() => done = Run(1000));

        Assert.Equal(1000 * 4 * Sector, done);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task BlockingRequest_AllocatesNothing(FileTraits traits, bool isWrite)
    {
        using TestVolume test = await MakeAsync();
        using VolumeFile file = test.Volume.CreateFile("a", traits);
        byte[] buffer = new byte[4 * Sector];
        file.Write(0, new byte[64 * Sector]);
        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                int done = isWrite ? file.Write(i % 60 * Sector, buffer) : file.Read(i % 60 * Sector, buffer);
                Assert.True(done == buffer.Length);
            }
        }

        Run(1500);
        await test.Volume.CommitAsync();
        Run(100);
        Assert.Equal(0, LeastAllocated(() => Run(1000)));
    }

    /// <summary>Of several rounds: a thread that meets another for the first time, on a busy machine, makes what it waits by.</summary>
    private static long LeastAllocated(Action round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 10 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>Every part of the device was in use once, so that the table of its checksums is as large as it
    /// gets.</summary>
    private static async Task<TestVolume> MakeAsync()
    {
        TestVolume test = new(length: 32 * 1024 * 1024);
        using (VolumeFile file = test.Volume.CreateFile("filler"))
            file.Write(0, new byte[test.Volume.Statistics.Free]);

        test.Volume.Delete("filler");
        await test.Volume.CommitAsync();
        return test;
    }
}
