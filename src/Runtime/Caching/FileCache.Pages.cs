using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;

namespace ExtentLock.Caching;

/// <content>Pages of a range that the caller has locked: taken, filled, copied.</content>
internal sealed partial class FileCache
{
    /// <summary>Copies from pages if all of them are there; false with nothing copied if one is not.</summary>
    private bool TryRead(long offset, Span<byte> buffer)
    {
        ByteRange needed = Around(offset, buffer.Length);
        List<CachePage> pages = Take(needed, add: false);
        bool isWhole = pages.Count == needed.Length / PageSize && pages.TrueForAll(page => page.IsUptodate);
        if (isWhole)
            Copy(pages, offset, buffer);

        LetGo(pages);
        return isWhole;
    }

    private static void Copy(List<CachePage> pages, long offset, Span<byte> buffer)
    {
        foreach (CachePage page in pages)
        {
            long start = Math.Max(offset, page.Start);
            long end = Math.Min(offset + buffer.Length, page.End);
            if (start < end)
            {
                page.Bytes.Span[(int)(start - page.Start)..(int)(end - page.Start)]
                    .CopyTo(buffer[(int)(start - offset)..]);
            }
        }
    }

    /// <summary>
    /// Makes every page of the range one with the file's bytes; the caller holds the range alone, and lets go of the
    /// pages.
    /// </summary>
    private async ValueTask<List<CachePage>> FillAsync(ByteRange range, CancellationToken cancellation)
    {
        List<CachePage> pages = Take(range, add: true);
        try
        {
            for (int first = 0; first < pages.Count;)
            {
                if (pages[first].IsUptodate)
                {
                    first++;
                    continue;
                }

                int count = 1;
                while (first + count < pages.Count && !pages[first + count].IsUptodate)
                    count++;

                first += await FillRunAsync(pages.GetRange(first, count), cancellation).ConfigureAwait(false);
            }

            return pages;
        }
        catch
        {
            LetGo(pages);
            throw;
        }
    }

    /// <summary>Fills at least the first of the pages, and returns how many.</summary>
    private async ValueTask<int> FillRunAsync(List<CachePage> run, CancellationToken cancellation)
    {
        using TransferBuffer buffer = cache.RentBuffer(run.Count * PageCache.PageSize);
        int count = buffer.Length / PageCache.PageSize;
        await file.ReadAsync(run[0].Start, buffer.Memory, cancellation).ConfigureAwait(false);
        for (int i = 0; i < count; i++)
            buffer.Memory.Slice(i * PageCache.PageSize, PageCache.PageSize).CopyTo(run[i].Bytes);

        lock (cache.Latch)
        {
            for (int i = 0; i < count; i++)
                run[i].IsUptodate = true;
        }

        return count;
    }

    /// <summary>The pages of the range in their order, each with one user more.</summary>
    private List<CachePage> Take(ByteRange range, bool add)
    {
        List<CachePage> pages = [];
        lock (cache.Latch)
        {
            for (long index = range.Start / PageSize; index < range.End / PageSize; index++)
            {
                if (_pages.TryGetValue(index, out CachePage? page))
                    page.Users++;
                else if (add)
                    _pages.Add(index, page = cache.Add(this, index));

                if (page is null)
                    continue;

                page.WasUsed = page.IsUptodate;
                pages.Add(page);
            }
        }

        return pages;
    }

    private void LetGo(List<CachePage> pages)
    {
        lock (cache.Latch)
        {
            foreach (CachePage page in pages)
                cache.Done(page);
        }
    }

    /// <summary>Pages of the range that there are, in their order. Called under the latch.</summary>
    private List<CachePage> Within(long start, long end)
    {
        List<CachePage> found = [];
        long first = start / PageSize;
        long last = (end - 1) / PageSize;
        if (last - first < _pages.Count)
        {
            for (long index = first; index <= last; index++)
            {
                if (_pages.TryGetValue(index, out CachePage? page))
                    found.Add(page);
            }

            return found;
        }

        foreach (CachePage page in _pages.Values)
        {
            if (page.Index >= first && page.Index <= last)
                found.Add(page);
        }

        found.Sort(static (left, right) => left.Index.CompareTo(right.Index));
        return found;
    }
}
