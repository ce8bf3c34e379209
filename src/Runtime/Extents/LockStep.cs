namespace ExtentLock.Extents;

/// <summary>
/// Places between two steps of a range lock at which another thread may come in between, none of them under a latch.
/// Tests order threads there; nobody else listens.
/// </summary>
internal enum LockStep
{
    /// <summary>Sectors that somebody wants were given back, or weakened; nobody has been served.</summary>
    Given,

    /// <summary>A request did not succeed at once and is about to take the latch of the queue.</summary>
    Request,

    /// <summary>The request has been queued, and nothing ends its wait but a grant.</summary>
    Queued,

    /// <summary>A wait is about to be given up.</summary>
    GiveUp,
}
