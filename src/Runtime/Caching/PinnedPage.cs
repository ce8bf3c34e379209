using System;
using ExtentLock.Contracts;

namespace ExtentLock.Caching;

/// <summary>
/// A page that stands for a mapping of a file: it stays in memory until it is given back, and who has it may change its
/// bytes at any time, without asking. Thread-safe.
/// </summary>
/// <remarks>Nobody sees a change of memory: <see cref="MarkDirty"/> says that there was one. What is written back is a
/// copy, so a change in flight spoils no checksum.</remarks>
internal sealed class PinnedPage : IDisposable
{
    private CachePage? _page;

    internal PinnedPage(CachePage page) => _page = page;

    /// <summary>The bytes of the page.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    internal Memory<byte> Memory => Page.Bytes;

    /// <summary>Its bytes have changed and are to be written.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    internal void MarkDirty()
    {
        CachePage page = Page;
        page.File.MarkDirty(page);
    }

    /// <summary>Gives the page back; a second time does nothing.</summary>
    [Releases("this")]
    public void Dispose()
    {
        CachePage? page = System.Threading.Interlocked.Exchange(ref _page, null);
        page?.File.Unpin(page);
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
