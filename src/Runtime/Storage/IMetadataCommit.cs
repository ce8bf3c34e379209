namespace ExtentLock.Storage;

/// <summary>Whatever makes a batch of metadata survive.</summary>
public interface IMetadataCommit
{
    /// <summary>Commits a batch: all of it survives when this returns. If this throws, nothing of it is seen, and
    /// nothing may be committed any more: opened again, the metadata are as this batch left them or as the one before
    /// did.</summary>
    /// <param name="batch">Sealed by this; never used again.</param>
    /// <exception cref="MetadataException">It contradicts what is committed, or could not be written.</exception>
    void Commit(MetadataBatch batch);
}
