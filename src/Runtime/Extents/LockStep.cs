namespace ExtentLock.Extents;

/// <summary>
/// Places between two steps of a range lock at which another thread may come in between, none of them under a latch.
/// Tests order threads there; nobody else listens.
/// </summary>
internal enum LockStep
{
    /// <summary>A word is about to be taken.</summary>
    TakeWord,

    /// <summary>All words are taken; big ranges have not been looked for.</summary>
    WordsTaken,

    /// <summary>A word is about to be given back.</summary>
    GiveWord,

    /// <summary>Some sectors of a word turned out inflated, and are about to be given back under the latch.</summary>
    GiveInflated,

    /// <summary>All words are given back; nobody has been served.</summary>
    WordsGiven,

    /// <summary>A request did not succeed without the latch and is about to take it.</summary>
    Request,

    /// <summary>The request has been queued, and nothing ends its wait but a grant.</summary>
    Queued,

    /// <summary>A wait is about to be given up.</summary>
    GiveUp,
}
