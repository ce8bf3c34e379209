using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;

namespace ExtentLock.Caching;

/// <summary>
/// One opener of a cached file: learns of each failed write-back once, whoever caused it, in the order they came.
/// Belongs to the latch of its cache.
/// </summary>
/// <remarks>After Linux's errseq_t, with a memory: a second error does not hide the first.</remarks>
internal sealed class CacheOpener(FileCache file)
{
    private readonly Queue<Exception> _untold = new();

    internal FileCache File { get; } = file;

    /// <summary>Called under the latch.</summary>
    internal void Add(Exception error) => _untold.Enqueue(error);

    /// <summary>Called under the latch; null if there is none.</summary>
    internal ExceptionDispatchInfo? Next() =>
        _untold.TryDequeue(out Exception? error) ? ExceptionDispatchInfo.Capture(error) : null;

    /// <summary>What nobody was told. Called under the latch.</summary>
    internal IEnumerable<Exception> Rest() => _untold;
}
