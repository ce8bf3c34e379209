using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <summary>Buffers beyond the arena take no more memory than they have bytes, and none once they are back.</summary>
public sealed class BouncePoolTests
{
    private const int Sector = TestVolume.Sector;
    private const int All = IoArena.HugePage / Sector;

    [Fact]
    public void SmallBuffersBeyondTheArena_ShareHugePages()
    {
        using IoArena arena = new(1);
        using BouncePool pool = new(arena);
        List<Bounce> rented = [.. Enumerable.Range(0, 3 * All).Select(_ => pool.Rent(Sector))];

        int pages = rented.Select(bounce => Address(bounce) / IoArena.HugePage).Distinct().Count();

        rented.ForEach(pool.Return);
        Assert.Equal(3, pages);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void BufferBeyondTheArena_IsNotKept()
    {
        using IoArena arena = new(1);
        using BouncePool pool = new(arena);
        List<Bounce> rented = [.. Enumerable.Range(0, All).Select(_ => pool.Rent(Sector))];
        Bounce beyond = pool.Rent(Sector);
        Assert.True(beyond.IsBeside);

        pool.Return(beyond);
        rented.ForEach(pool.Return);

        Assert.False(pool.Rent(Sector).IsBeside);
    }

    [Fact]
    public void KeptBuffersOfOneSize_MakeRoomForAnother()
    {
        using IoArena arena = new(1);
        using BouncePool pool = new(arena);
        List<Bounce> rented = [.. Enumerable.Range(0, All).Select(_ => pool.Rent(Sector))];
        rented.ForEach(pool.Return);

        Bounce large = pool.Rent(IoArena.HugePage / 2);

        Assert.False(large.IsBeside);
        pool.Return(large);
    }

    [Fact]
    public void MemoryThatIsNotToBeHad_LeavesTheArenaBeside()
    {
        bool isShort = false;
        using IoArena arena = new(1);
        using BouncePool pool = new(
            arena, making: length => isShort ? throw new OutOfMemoryException() : new IoArena(length));
        List<Bounce> rented = [.. Enumerable.Range(0, All + 1).Select(_ => pool.Rent(Sector))];

        isShort = true;
        Assert.Throws<OutOfMemoryException>(() => pool.Rent(2 * IoArena.HugePage));

        Bounce next = pool.Rent(Sector);
        Assert.Equal(Address(rented[^1]) / IoArena.HugePage, Address(next) / IoArena.HugePage);
        pool.Return(next);
        rented.ForEach(pool.Return);
        Assert.Equal(0, pool.Rented);
    }

    private static unsafe nint Address(Bounce bounce)
    {
        using System.Buffers.MemoryHandle pin = bounce.Memory.Pin();
        return (nint)pin.Pointer;
    }
}
