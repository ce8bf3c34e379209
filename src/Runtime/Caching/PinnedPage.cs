using System;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Caching;

/// <summary>
/// A page of a file that stays in memory until it is given back: what stands for a mapping of it. Who has it may change
/// its bytes at any time, without asking, as long as <see cref="MarkDirty"/> says so afterwards. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Buffered reads and writes of the file use these very bytes, and direct ones that touch the page take the
/// buffered way or see it written first. A truncation, a hole or a clone over the page shows in it.</para>
/// <para>Nobody sees a change of memory by itself: one that no <see cref="MarkDirty"/> follows may never be written.
/// What is written is a copy, so a change in flight spoils no checksum, and is written the next time.</para>
/// <para>Space for one page stays promised as long as the page is pinned, also where none is needed to write over what
/// is there: the file may change its place at any time.</para>
/// </remarks>
public sealed class PinnedPage : IDisposable
{
    private readonly IDisposable? _hold;
    private CachePage? _page;

    [Acquires("this")]
    internal PinnedPage(CachePage page, IDisposable? hold = null)
    {
        _page = page;
        _hold = hold;
    }

    /// <summary>First byte of the page in its file.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public long Start => Page.Start;

    /// <summary>The bytes of the page: 4096, aligned for direct I/O; those behind the end of the file are none of
    /// it. Not to be used once the page is given back.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public Memory<byte> Memory => Page.Bytes;

    /// <summary>The bytes have changed and are to be written. May block: if no space is promised to the page any more,
    /// because it was written meanwhile and the volume is nearly full, it is made first, by writing back, a commit, and
    /// the end of other writes.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    /// <exception cref="Volumes.VolumeException">No space, or read-only: the changed bytes are seen by buffered reads,
    /// and are not going to be written.</exception>
    public void MarkDirty()
    {
        CachePage page = Page;
        page.File.MarkDirty(page);
    }

    /// <summary>Gives the page back; a second time does nothing. What was marked is written as other dirty pages
    /// are.</summary>
    [Releases("this")]
    public void Dispose()
    {
        CachePage? page = Interlocked.Exchange(ref _page, null);
        page?.File.Unpin(page);
        if (page is not null)
            _hold?.Dispose();
    }

    private CachePage Page
    {
        get
        {
            CachePage? page = _page;
            ObjectDisposedException.ThrowIf(page is null, this);
            return page;
        }
    }
}
