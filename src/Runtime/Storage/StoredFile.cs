namespace ExtentLock.Storage;

/// <summary>A file as the metadata keep it.</summary>
/// <param name="Number">Its number, which names refer to.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Changed">When it was changed, in ticks of UTC.</param>
/// <param name="Traits">Bits that whoever made the file gave a meaning.</param>
public readonly record struct StoredFile(long Number, long Size, long Changed, long Traits = 0);
