namespace ExtentLock.Storage;

/// <summary>How an open file is read and written. Errors are negative, and zero where nothing was refused.</summary>
/// <param name="IsDirect">Past the page cache of the kernel.</param>
/// <param name="Engine">What carries requests, reads at least; never <see cref="BlockEngine.Automatic"/>.</param>
/// <param name="DirectRefusal">What the kernel said to O_DIRECT.</param>
/// <param name="RingRefusal">What the kernel said to io_uring.</param>
public readonly record struct FileDeviceMode(bool IsDirect, BlockEngine Engine, int DirectRefusal, int RingRefusal)
{
    /// <summary>For people.</summary>
    public override string ToString()
    {
        string direct = IsDirect ? "O_DIRECT" : "page cache";
        if (DirectRefusal != 0)
            direct += $" (O_DIRECT refused: error {-DirectRefusal})";

        string engine = Engine == BlockEngine.IoUring ? "io_uring" : "threads";
        if (RingRefusal != 0)
            engine += $" (io_uring refused: error {-RingRefusal})";

        return $"{direct}, {engine}";
    }
}
