//// AppendersUnderReadLock BUG1=EXL0001
public abstract class AppenderSkeleton
{
    private bool m_recursiveGuard;
    private bool m_closed;
    protected abstract void Append(string e);
    protected virtual bool FilterEvent(string e) => e.Length > 0;

    public void DoAppend(string e)
    {
        // This lock is absolutely critical for correct formatting of the message in a multi-threaded environment.
        lock (this)
        {
            if (m_closed || m_recursiveGuard)
                return;
            try
            {
                m_recursiveGuard = true;
                if (FilterEvent(e))
                    Append(e);
            }
            catch (Exception ex)
            {
                Console.Error.WriteLine("Failed in DoAppend", ex);
            }
            finally
            {
                m_recursiveGuard = false;
            }
        }
    }

    public void Close() { lock (this) m_closed = true; }
}

public class LoggerWithReaders
{
    private readonly ReaderWriterLock m_appenderLock = new ReaderWriterLock();
    private List<AppenderSkeleton>? m_appenders;
    private LoggerWithReaders? m_parent;

    public int CallAppenders(string e)
    {
        int writes = 0;
        for (LoggerWithReaders? c = this; c != null; c = c.m_parent)
        {
            if (c.m_appenders == null)
                continue;
            c.m_appenderLock.AcquireReaderLock(-1);
            try
            {
                foreach (var appender in c.m_appenders)
                {
                    appender.DoAppend(e);
                    writes++;
                }
            }
            finally
            {
                c.m_appenderLock.ReleaseReaderLock();
            }

            if (writes > 100)
                break;
        }

        return writes;
    }

    public void AddAppender(AppenderSkeleton appender)
    {
        m_appenderLock.AcquireWriterLock(-1);
#if BUG1
        m_appenders ??= new List<AppenderSkeleton>();
        if (m_appenders.Contains(appender))
            return;
        m_appenders.Add(appender);
        m_appenderLock.ReleaseWriterLock();
#else
        try
        {
            (m_appenders ??= new List<AppenderSkeleton>()).Add(appender);
        }
        finally
        {
            m_appenderLock.ReleaseWriterLock();
        }
#endif
    }
}

//// ScopedExport BUG1=EXL0003 BUG2=EXL0001,EXL0002
public sealed class SpanProcessor
{
    private readonly Mutex _exportMutex = new();
    private readonly Queue<string> _queue = new();

    public int Export(Func<string, bool> write, int millisecondsTimeout)
    {
        long deadline = Environment.TickCount64 + millisecondsTimeout;
        if (!_exportMutex.WaitOne(millisecondsTimeout))
            return -1;

        int exported = 0;
        try
        {
            while (_queue.TryDequeue(out string? span))
            {
                if (Environment.TickCount64 > deadline)
                {
#if BUG1
                    _exportMutex.ReleaseMutex();
#endif
                    _queue.Enqueue(span);
                    break;
                }

                if (write(span))
                    exported++;
            }
        }
        finally
        {
            _exportMutex.ReleaseMutex();
        }

        return exported;
    }

    public bool ForceFlush(Func<string, bool> write)
    {
#if BUG2
        _exportMutex.WaitOne();
        foreach (string span in _queue)
        {
            if (!write(span))
                return false;
        }

        _exportMutex.ReleaseMutex();
        return true;
#else
        return Export(write, Timeout.Infinite) >= 0;
#endif
    }
}
