using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>What every block device does. Run for each of them by the classes in the other part.</summary>
public abstract partial class BlockDeviceTests : IDisposable
{
    private protected const int Sector = 4096;
    private protected const int Size = 64 * Sector;

    private readonly IoArena _arena = new(IoArena.HugePage);
    private IBlockDevice? _device;

    private protected IBlockDevice Device => _device ??= Make(Size);

    public void Dispose()
    {
        _device?.Dispose();
        _arena.Dispose();
        Clean();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task WhatIsWritten_IsRead()
    {
        await Device.WriteAsync(2 * Sector, Filled(3, 7));
        await Device.FlushAsync();

        Memory<byte> read = Buffer(5);
        await Device.ReadAsync(Sector, read);

        Assert.Equal(-1, read.Span[..Sector].IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, read.Span.Slice(Sector, 3 * Sector).IndexOfAnyExcept((byte)7));
        Assert.Equal(-1, read.Span[(4 * Sector)..].IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public async Task ManyRequestsAtOnce_AllEnd()
    {
        BlockRequest[] writes = new BlockRequest[64];
        for (int i = 0; i < writes.Length; i++)
            writes[i] = BlockRequest.Write(i * Sector, Filled(1, (byte)(i + 1)));

        Device.Submit(writes);
        foreach (BlockRequest write in writes)
            await write.Completion;

        Memory<byte> all = Buffer(64);
        await Device.ReadAsync(0, all);
        for (int i = 0; i < writes.Length; i++)
            Assert.Equal(-1, all.Span.Slice(i * Sector, Sector).IndexOfAnyExcept((byte)(i + 1)));
    }

    [Fact]
    public async Task BatchOfReadsWritesAndFlushes_EndsAll()
    {
        await Device.WriteAsync(0, Filled(8, 3));
        BlockRequest[] batch = new BlockRequest[12];
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = (i % 3) switch
            {
                0 => BlockRequest.Read(i / 3 * Sector, Buffer(1)),
                1 => BlockRequest.Write((8 + i / 3) * Sector, Filled(1, 9)),
                _ => new BlockRequest(),
            };
        }

        Device.Submit(batch);
        foreach (BlockRequest request in batch)
            await request.Completion;

        Memory<byte> all = Buffer(12);
        await Device.ReadAsync(0, all);
        Assert.Equal(3, batch[9].Buffer.Span[0]);
        Assert.Equal(-1, all.Span[(8 * Sector)..].IndexOfAnyExcept((byte)9));
    }

    [Fact]
    public async Task RequestThatEnded_IsUsedAgain()
    {
        BlockRequest request = BlockRequest.Write(0, Filled(1, 3));
        Device.Submit([request]);
        await request.Completion;

        Memory<byte> read = Buffer(1);
        request.Prepare(BlockRequestKind.Read, 0, read);
        Device.Submit([request]);
        await request.Completion;

        Assert.Equal(Sector, request.Transferred);
        Assert.Equal(3, read.Span[Sector - 1]);
    }

    [Fact]
    public void EndOfARequest_MaySubmitTheNext()
    {
        using ManualResetEventSlim ended = new();
        int left = 200;
        BlockRequest request = BlockRequest.Write(0, Filled(1, 3));
        request.Ended = done =>
        {
            if (done.Error != 0 || --left == 0)
                ended.Set();
            else
                Device.Submit([done.Prepare(BlockRequestKind.Write, done.Offset, done.Buffer)]);
        };

        Device.Submit([request]);

        Assert.True(ended.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, left);
    }

    [Theory]
    [InlineData(1, 1, BlockFault.MisalignedOffset)]
    [InlineData(-Sector, 1, BlockFault.OutOfRange)]
    [InlineData(Size, 1, BlockFault.OutOfRange)]
    [InlineData(Size - Sector, 2, BlockFault.OutOfRange)]
    [InlineData(long.MaxValue / Sector * Sector, 1, BlockFault.OutOfRange)]
    public void WrongPlace_IsRefusedAtOnce(long offset, int sectors, BlockFault fault)
    {
        BlockDeviceException refused =
            Assert.Throws<BlockDeviceException>(() => { _ = Device.ReadAsync(offset, Buffer(sectors)); });

        Assert.Equal(fault, refused.Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Sector + 512)]
    public void WrongLength_IsRefusedAtOnce(int length)
    {
        BlockDeviceException refused =
            Assert.Throws<BlockDeviceException>(() => { _ = Device.WriteAsync(0, Buffer(2)[..length]); });

        Assert.Equal(BlockFault.MisalignedLength, refused.Fault);
    }

    [Fact]
    public async Task MisalignedBuffer_IsRefusedWhereItMatters()
    {
        Memory<byte> crooked = Buffer(2).Slice(8, Sector);
        if (Device.BufferAlignment == 1)
        {
            await Device.ReadAsync(0, crooked);
            return;
        }

        BlockDeviceException refused =
            Assert.Throws<BlockDeviceException>(() => { _ = Device.ReadAsync(0, crooked); });

        Assert.Equal(BlockFault.MisalignedBuffer, refused.Fault);
        Assert.Contains("4096", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneRefusedRequest_SubmitsNoneOfItsBatch()
    {
        BlockRequest good = BlockRequest.Write(0, Filled(1, 9));
        BlockRequest bad = BlockRequest.Write(3, Filled(1, 9));

        Assert.Throws<BlockDeviceException>(() => Device.Submit([good, bad]));

        Assert.False(good.IsPending);
        Memory<byte> read = Filled(1, 1);
        await Device.ReadAsync(0, read);
        Assert.Equal(0, read.Span[0]);
    }

    [Fact]
    public async Task CancelledBeforeTheSubmission_DoesNothing()
    {
        CancellationToken cancelled = new(canceled: true);

        await Assert.ThrowsAsync<TaskCanceledException>(() => Device.WriteAsync(0, Filled(1, 4), cancelled).AsTask());

        Memory<byte> read = Buffer(1);
        await Device.ReadAsync(0, read);
        Assert.Equal(0, read.Span[0]);
    }

    [Fact]
    public void DisposedDevice_Throws()
    {
        Device.Dispose();

        Assert.Throws<ObjectDisposedException>(() => { _ = Device.FlushAsync(); });
    }

    private protected abstract IBlockDevice Make(int length);

    private protected virtual void Clean()
    {
    }

    private protected Memory<byte> Buffer(int sectors)
    {
        Memory<byte> memory = _arena.Rent(sectors * Sector).Memory;
        memory.Span.Clear();
        return memory;
    }

    private protected Memory<byte> Filled(int sectors, byte value)
    {
        Memory<byte> memory = Buffer(sectors);
        memory.Span.Fill(value);
        return memory;
    }
}
