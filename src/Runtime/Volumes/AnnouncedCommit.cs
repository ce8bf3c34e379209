using System;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>Commits of metadata that somebody is told of before each, who may make it fail.</summary>
internal sealed class AnnouncedCommit(IMetadataCommit inner, Action committing) : IMetadataCommit
{
    public void Commit(MetadataBatch batch)
    {
        committing();
        inner.Commit(batch);
    }
}
