namespace ExtentLock.Storage;

/// <summary>Whatever makes a batch of metadata survive.</summary>
public interface IMetadataCommit
{
    /// <summary>Commits a batch: all of it survives when this returns, or nothing of it is there if this
    /// throws.</summary>
    /// <param name="batch">Sealed by this; never used again.</param>
    /// <exception cref="MetadataException">It contradicts what is committed, or could not be written.</exception>
    void Commit(MetadataBatch batch);
}
