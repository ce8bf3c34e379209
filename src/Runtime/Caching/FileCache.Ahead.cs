using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;

namespace ExtentLock.Caching;

/// <content>Read-ahead: beside the reader, who never waits for more than he asks for. One at a time for each file; it
/// waits for no page, is given up where others want its pages or the cache is full of dirty ones, and its errors are
/// nobody's: who asks for those bytes later meets them himself.</content>
internal sealed partial class FileCache
{
    private CancellationTokenSource? _aheadEnd;

    /// <summary>Notes a read, and begins to read ahead of it if it is time.</summary>
    private void Ahead(long offset, long length)
    {
        ByteRange range;
        CancellationTokenSource end;
        lock (cache.Latch)
        {
            bool mayRead = _aheadEnd is null && !cache.IsUnderPressure;
            int most = mayRead ? cache.StepBytes / PageCache.PageSize : 0;
            (long first, long last) = _ahead.Note(offset, offset + length, most);
            last = Math.Min(last, EndOfPages());
            if (first >= last)
                return;

            range = new ByteRange(first, last);
            end = _aheadEnd = new CancellationTokenSource();
            cache.AheadBegan();
        }

        IDisposable? held = hold?.Invoke();
        _ = Task.Run(() => ReadAheadAsync(range, held, end.Token));
    }

    private async Task ReadAheadAsync(ByteRange range, IDisposable? held, CancellationToken end)
    {
        try
        {
            if (!_locks.TryLock(range, out RangeLease lease, label: "read ahead"))
                return;

            using (lease)
                LetGo(await FillAsync(range, end).ConfigureAwait(false));
        }
        catch (Exception)
        {
            // Nobody has asked for these bytes yet.
        }
        finally
        {
            lock (cache.Latch)
                _aheadEnd = null;

            held?.Dispose();
            cache.AheadEnded();
        }
    }

    /// <summary>Somebody needs the pages, or changes what they are read from.</summary>
    private void GiveUpAhead()
    {
        CancellationTokenSource? end;
        lock (cache.Latch)
            end = _aheadEnd;

        // Not under the latch: whoever waits goes on at once.
        end?.Cancel();
    }

    private long EndOfPages() => (Math.Max(file.Size, _end) + PageSize - 1) / PageSize * PageSize;
}
