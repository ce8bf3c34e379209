using ExtentLock.Storage;

namespace ExtentLock.Tests.Storage;

public sealed class MemoryBlockDeviceTests : BlockDeviceTests
{
    private protected override IBlockDevice Make(int length) => new MemoryBlockDevice(length);
}

public sealed class RecordedBlockDeviceTests : BlockDeviceTests
{
    private protected override IBlockDevice Make(int length) =>
        new RecordingBlockDevice(new MemoryBlockDevice(length));
}

public sealed class FaultlessBlockDeviceTests : BlockDeviceTests
{
    private protected override IBlockDevice Make(int length) =>
        new FaultInjectingBlockDevice(new MemoryBlockDevice(length));
}

/// <summary>The file by what the kernel allows: io_uring and O_DIRECT where it can be.</summary>
public sealed class AutomaticFileBlockDeviceTests : FileBlockDeviceTestsBase
{
    private protected override FileBlockDeviceOptions Options => new() { QueueDepth = 16 };
}

/// <summary>The file by io_uring alone, where the kernel allows it.</summary>
public sealed class RingFileBlockDeviceTests : FileBlockDeviceTestsBase
{
    private protected override FileBlockDeviceOptions Options => new()
    {
        QueueDepth = 16,
        Engine = Kernel.Mode.RingRefusal == 0 ? BlockEngine.IoUring : BlockEngine.Automatic,
    };
}

public sealed class ThreadedFileBlockDeviceTests : FileBlockDeviceTestsBase
{
    private protected override FileBlockDeviceOptions Options => new() { Engine = BlockEngine.Threads, Threads = 3 };
}

public sealed class CachedFileBlockDeviceTests : FileBlockDeviceTestsBase
{
    private protected override FileBlockDeviceOptions Options => new() { Direct = DirectMode.Off, QueueDepth = 2 };
}

public abstract class FileBlockDeviceTestsBase : BlockDeviceTests
{
    private readonly TempFolder _folder = new();

    private protected abstract FileBlockDeviceOptions Options { get; }

    private protected override IBlockDevice Make(int length) =>
        FileBlockDevice.Create(_folder["device"], length, Options);

    private protected override void Clean() => _folder.Dispose();
}
