using System;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class IoArenaTests
{
    [Fact]
    public unsafe void Slices_StartAtPagesAndDoNotOverlap()
    {
        using IoArena arena = new(1);
        using ArenaSlice first = arena.Rent(100);
        using ArenaSlice second = arena.Rent(5000);
        first.GetSpan().Fill(1);
        second.GetSpan().Fill(2);

        Assert.Equal(100, first.Memory.Length);
        Assert.DoesNotContain((byte)2, first.GetSpan().ToArray());
        Assert.Equal(0, (nint)second.Pin().Pointer % IoArena.Page);
        Assert.Equal(3 * IoArena.Page, arena.Rented);
    }

    [Fact]
    public void Capacity_IsWholeHugePages()
    {
        using IoArena arena = new(IoArena.HugePage + 1);

        Assert.Equal(2 * IoArena.HugePage, arena.Capacity);
    }

    [Fact]
    public void WholeArena_CanBeRentedAtOnceAndAgain()
    {
        using IoArena arena = new(2 * IoArena.HugePage);
        for (int i = 0; i < 3; i++)
        {
            using ArenaSlice all = arena.Rent(2 * IoArena.HugePage);
            Assert.False(arena.TryRent(1, out _));
        }

        Assert.Equal(0, arena.Rented);
    }

    [Fact]
    public void NoRunThatIsLongEnough_IsRefused()
    {
        using IoArena arena = new(1);
        ArenaSlice[] slices = new ArenaSlice[512];
        for (int i = 0; i < slices.Length; i++)
            slices[i] = arena.Rent(IoArena.Page);

        slices[3].Return();
        slices[5].Return();

        Assert.Throws<InsufficientMemoryException>(() => arena.Rent(2 * IoArena.Page));
        slices[4].Return();
        Assert.Equal(3 * IoArena.Page, arena.Rent(3 * IoArena.Page).Length);
    }

    [Fact]
    public void RandomRentsAndReturns_NeverOverlap()
    {
        using IoArena arena = new(2 * IoArena.HugePage);
        Random random = new(11);
        ArenaSlice?[] held = new ArenaSlice?[24];
        for (int step = 0; step < 5000; step++)
        {
            int place = random.Next(held.Length);
            if (held[place] is { } slice)
            {
                Assert.Equal(-1, slice.GetSpan().IndexOfAnyExcept((byte)place));
                slice.Return();
                held[place] = null;
            }
            else if (arena.TryRent(random.Next(1, 400_000), out held[place]))
            {
                held[place]!.GetSpan().Fill((byte)place);
            }
        }
    }

    [Fact]
    public void SliceReturnedTwice_IsReturnedOnce()
    {
        using IoArena arena = new(1);
        ArenaSlice slice = arena.Rent(1);

        slice.Return();
        slice.Return();

        Assert.Equal(0, arena.Rented);
    }

    [Fact]
    public void SliceUsedAfterItsReturn_Throws()
    {
        using IoArena arena = new(1);
        ArenaSlice slice = arena.Rent(1);
        Memory<byte> memory = slice.Memory;

        slice.Return();

        Assert.Throws<ObjectDisposedException>(() => memory.Span[0]);
    }

    [Fact]
    public void ArenaDisposedTwice_GivesItsMemoryBackOnce()
    {
        IoArena arena = new(1);
        arena.Dispose();

        arena.Dispose();

        Assert.Throws<ObjectDisposedException>(() => arena.Rent(1));
    }

    [Fact]
    public void SliceOfADisposedArena_StaysUsable()
    {
        IoArena arena = new(1);
        using ArenaSlice slice = arena.Rent(10);

        arena.Dispose();
        slice.GetSpan().Fill(9);

        Assert.Equal(9, slice.GetSpan()[9]);
        Assert.Throws<ObjectDisposedException>(() => arena.Rent(1));
    }
}
