using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class FileBlockDeviceTests : IDisposable
{
    private const int Sector = 4096;

    private readonly TempFolder _folder = new();
    private readonly IoArena _arena = new(1);

    public void Dispose()
    {
        _folder.Dispose();
        _arena.Dispose();
    }

    [DirectFact]
    public void DirectFile_SaysSo()
    {
        using FileBlockDevice device = Create(new() { Direct = DirectMode.Required });

        Assert.True(device.Mode.IsDirect);
        Assert.Contains("O_DIRECT,", device.Description, StringComparison.Ordinal);
    }

    [RingFact]
    public void Ring_SaysSo()
    {
        using FileBlockDevice device = Create(new() { Engine = BlockEngine.IoUring });

        Assert.Equal(BlockEngine.IoUring, device.Mode.Engine);
        Assert.Contains("io_uring of 64 entries", device.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedModes_FallBackAndSayWhy()
    {
        using FileBlockDevice device = Create(new() { DirectRefusal = -22, RingRefusal = -1 });

        Assert.Equal(new FileDeviceMode(false, BlockEngine.Threads, -22, -1), device.Mode);
        Assert.Contains(
            "page cache (O_DIRECT refused: error 22), threads (io_uring refused: error 1), 16 threads",
            device.Description,
            StringComparison.Ordinal);
        await device.WriteAsync(0, _arena.Rent(Sector).Memory);
    }

    [Fact]
    public void RequiredDirectThatIsRefused_DoesNotOpen() => Assert.Equal(
        BlockFault.ModeRefused,
        Fault(() => Create(new() { Direct = DirectMode.Required, DirectRefusal = -22 })));

    [Fact]
    public void RequiredRingThatIsRefused_LeavesNoNewFile()
    {
        Assert.Equal(
            BlockFault.ModeRefused, Fault(() => Create(new() { Engine = BlockEngine.IoUring, RingRefusal = -1 })));

        Assert.False(File.Exists(_folder["device"]));
    }

    [Fact]
    public void RequiredRingThatIsRefused_LetsGoOfAnOldFile()
    {
        Create(new()).Dispose();
        FileBlockDeviceOptions options = new() { Engine = BlockEngine.IoUring, RingRefusal = -1 };

        Assert.Equal(BlockFault.ModeRefused, Fault(() => FileBlockDevice.Open(_folder["device"], options)));

        FileBlockDevice.Open(_folder["device"]).Dispose();
    }

    [RingFact]
    public void RingWhoseThreadCannotBeMade_LetsGoOfItsMemory()
    {
        using SafeFileHandle file = File.OpenHandle(_folder["file"], FileMode.CreateNew, FileAccess.Write);
        Assert.Equal(0, IoRingMemory.Create(4, out IoRingMemory? memory));

        Assert.Throws<OutOfMemoryException>(() => IoRing.Over(memory!, file, _ => throw new OutOfMemoryException()));

        Assert.True(memory!.IsClosed);
    }

    /// <summary>Whichever it is of the threads that a device begins with.</summary>
    [Theory]
    [InlineData(BlockEngine.Automatic, 0)]
    [InlineData(BlockEngine.Automatic, 1)]
    [InlineData(BlockEngine.Threads, 0)]
    public void DeviceWhoseThreadCannotBeMade_LeavesNothing(BlockEngine engine, int which)
    {
        List<Thread> threads = [];
        void Start(Thread thread)
        {
            if (threads.Count == which)
                throw new OutOfMemoryException();

            threads.Add(thread);
        }

        if (which > 0 && Kernel.Mode.RingRefusal != 0)
            return;

        Assert.Throws<OutOfMemoryException>(() => Create(new() { Engine = engine, Starting = Start }));

        Assert.Equal(which, threads.Count);
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
        Assert.False(File.Exists(_folder["device"]));
        Create(new()).Dispose();
        Assert.Throws<OutOfMemoryException>(
            () => FileBlockDevice.Open(_folder["device"], new() { Engine = engine, Starting = Fail }));
        FileBlockDevice.Open(_folder["device"]).Dispose();
    }

    [Fact]
    public async Task DeviceThatGetsNoMoreThreads_GoesOnWithThoseItHas()
    {
        int started = 0;
        using FileBlockDevice device = Create(new()
        {
            Engine = BlockEngine.Threads,
            Threads = 4,
            Starting = thread =>
            {
                if (started++ > 0)
                    Fail(thread);
            },
        });

        // One thread may be done with each write before the next one comes, so that nobody asks for a second.
        Memory<byte> data = _arena.Rent(Sector).Memory;
        for (int round = 0; round < 1000 && started < 2; round++)
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => device.WriteAsync(i * Sector, data).AsTask()));

        Assert.True(started > 1);
    }

    [Fact]
    public void NewFileOfPartOfASector_IsRefused()
    {
        BlockDeviceException refused = Assert.Throws<BlockDeviceException>(
            () => FileBlockDevice.Create(_folder["device"], Sector + 1).Dispose());

        Assert.Equal(BlockFault.MisalignedLength, refused.Fault);
        Assert.Contains("4097", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["device"]));
    }

    [Fact]
    public void FileThatIsOpen_IsInUse()
    {
        using FileBlockDevice device = Create(new());

        Assert.Equal(BlockFault.InUse, Fault(() => FileBlockDevice.Open(_folder["device"])));
    }

    [Fact]
    public void FileThatWasClosed_OpensAgain()
    {
        Create(new()).Dispose();

        using FileBlockDevice device = FileBlockDevice.Open(_folder["device"]);
        Assert.Equal(16 * Sector, device.Length);
    }

    [Fact]
    public void MissingFile_CannotBeOpened() =>
        Assert.Equal(BlockFault.CannotOpen, Fault(() => FileBlockDevice.Open(_folder["none"])));

    [Theory]
    [InlineData(Errno.WouldBlock, BlockFault.InUse, "is in use")]
    [InlineData(Errno.ReadOnly, BlockFault.ReadOnly, "EROFS")]
    [InlineData(Errno.NotPermitted, BlockFault.ReadOnly, "can't be opened")]
    [InlineData(Errno.NoSpace, BlockFault.NoSpace, "ENOSPC")]
    [InlineData(Errno.InputOutput, BlockFault.InputOutput, "EIO")]
    [InlineData(-99, BlockFault.CannotOpen, "error 99")]
    public void ErrorsOfOpening_HaveTheirNames(int error, BlockFault fault, string told)
    {
        BlockDeviceException failure = BlockDeviceException.Opening("x", error);

        Assert.Equal(fault, failure.Fault);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyFile_CannotBeOpened()
    {
        File.WriteAllBytes(_folder["empty"], []);

        Assert.Equal(BlockFault.CannotOpen, Fault(() => FileBlockDevice.Open(_folder["empty"])));
    }

    [Fact]
    public void FileThatExists_IsNotMadeAnew()
    {
        File.WriteAllText(_folder["device"], "mine");

        Assert.Equal(BlockFault.CannotOpen, Fault(() => Create(new())));
        Assert.Equal("mine", File.ReadAllText(_folder["device"]));
    }

    [Fact]
    public void FileThatExistsWhereThereIsNoDirectIo_IsNotMadeAnew()
    {
        File.WriteAllText(_folder["device"], "mine");

        Assert.Equal(BlockFault.CannotOpen, Fault(() => Create(new() { DirectRefusal = -22 })));
        Assert.Equal("mine", File.ReadAllText(_folder["device"]));
    }

    [Theory]
    [InlineData(BlockEngine.Automatic, 0)]
    [InlineData(BlockEngine.Automatic, 100)]
    [InlineData(BlockEngine.IoUring, 100)]
    [InlineData(BlockEngine.Threads, 0)]
    [InlineData(BlockEngine.Threads, 100)]
    public async Task FileThatBecameShorter_IsAShortRead(BlockEngine engine, int rest)
    {
        if (engine == BlockEngine.IoUring && Kernel.Mode.RingRefusal != 0)
            return;

        using FileBlockDevice device = Create(new() { Engine = engine });

        // Past the exclusion, which .NET's own way to open a file respects.
        Assert.Equal(0, LinuxCalls.Open(_folder["device"], LinuxCalls.ReadWrite, out SafeFileHandle other));
        using (other)
            RandomAccess.SetLength(other, (3 * Sector) + rest);

        BlockDeviceException failure = await Assert.ThrowsAsync<BlockDeviceException>(
            () => device.ReadAsync(Sector, _arena.Rent(4 * Sector).Memory).AsTask());

        Assert.Equal(BlockFault.Short, failure.Fault);
        Assert.Contains($"after {(2 * Sector) + rest} bytes", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BlockEngine.Automatic)]
    [InlineData(BlockEngine.Threads)]
    public async Task DeviceWithoutTheRightToWrite_TellsIt(BlockEngine engine)
    {
        Create(new()).Dispose();
        FileBlockDeviceOptions options = new() { ReadOnly = true, Engine = engine };
        using FileBlockDevice device = FileBlockDevice.Open(_folder["device"], options);
        await device.ReadAsync(0, _arena.Rent(Sector).Memory);

        BlockDeviceException failure = await Assert.ThrowsAsync<BlockDeviceException>(
            () => device.WriteAsync(0, _arena.Rent(Sector).Memory).AsTask());

        Assert.Equal(BlockFault.ReadOnly, failure.Fault);
    }

    private static void Fail(Thread thread) => throw new OutOfMemoryException(thread.Name);

    private static BlockFault Fault(Func<FileBlockDevice> open) =>
        Assert.Throws<BlockDeviceException>(() => open().Dispose()).Fault;

    private FileBlockDevice Create(FileBlockDeviceOptions options) =>
        FileBlockDevice.Create(_folder["device"], 16 * Sector, options);
}
