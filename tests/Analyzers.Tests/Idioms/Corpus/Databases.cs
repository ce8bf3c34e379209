//// ConnectionPoolWithWaiters BUG1=EXL0003 BUG2=EXL0002
public sealed class DbConnectionInternal
{
    public bool IsBroken { get; private set; }
    public DateTime Created { get; } = DateTime.UtcNow;
    public void Doom() => IsBroken = true;
    public void Close() { }
}

/// <summary>Connections are counted by a semaphore: a permit goes out with each connection and comes back with it.</summary>
public sealed class DbConnectionPool
{
    private readonly SemaphoreSlim _permits;
    private readonly Stack<DbConnectionInternal> _idle = new();
    private readonly object _lock = new();
    private readonly Func<CancellationToken, Task<DbConnectionInternal>> _open;

    public DbConnectionPool(int max, Func<CancellationToken, Task<DbConnectionInternal>> open)
    {
        _permits = new SemaphoreSlim(max, max);
        _open = open;
    }

    public async Task<DbConnectionInternal> RentAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await _permits.WaitAsync(timeout, cancellationToken).ConfigureAwait(false))
            throw new TimeoutException("The timeout elapsed before a connection was obtained from the pool.");

        try
        {
            lock (_lock)
            {
                while (_idle.TryPop(out var pooled))
                {
                    if (!pooled.IsBroken)
                        return pooled;
                    pooled.Close();
                }
            }

            return await _open(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _permits.Release();
            throw;
        }
    }

    public void Return(DbConnectionInternal connection)
    {
        try
        {
            if (connection.IsBroken)
            {
                connection.Close();
                return;
            }

            lock (_lock)
                _idle.Push(connection);
        }
        finally
        {
            _permits.Release();
        }
    }

#if BUG1
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
            var connection = await _open(cancellationToken).ConfigureAwait(false);
            connection.Close();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _permits.Release();
        }
    }
#elif BUG2
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        var connection = await _open(cancellationToken).ConfigureAwait(false);
        connection.Close();
        _permits.Release();
        return true;
    }
#endif
}

//// UserActionLock BUG1=EXL0002,EXL0006 BUG2=EXL0001
/// <summary>One command at a time on a connection, and somebody who breaks in on it.</summary>
public sealed class Connector : IDisposable
{
    private readonly SemaphoreSlim _userActionLock = new(1, 1);
    private readonly SemaphoreSlim _cancelLock = new(1, 1);
    private volatile bool _cancelled;
    private readonly Stream _stream;

    public Connector(Stream stream) => _stream = stream;

    public async ValueTask<UserAction> StartUserActionAsync(bool async, CancellationToken cancellationToken)
    {
        if (async)
            await _userActionLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        else
            _userActionLock.Wait(cancellationToken);

        return new UserAction(this);
    }

    public async Task<int> ExecuteAsync(ReadOnlyMemory<byte> command, bool async, CancellationToken cancellationToken)
    {
        using var _ = await StartUserActionAsync(async, cancellationToken).ConfigureAwait(false);
        if (async)
        {
            await _stream.WriteAsync(command, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        _stream.Write(command.Span);
        return _stream.ReadByte();
    }

    private async Task<int> ReadAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1];
        return await _stream.ReadAsync(buffer, cancellationToken) == 0 ? -1 : buffer[0];
    }

    public void Cancel()
    {
        if (_cancelled)
            return;

#if BUG1
        _cancelLock.Wait(0);
        _cancelled = true;
        _stream.Flush();
        _cancelLock.Release();
#elif BUG2
        if (!_cancelLock.Wait(0))
            return;
        if (_cancelled)
            return;
        try
        {
            _cancelled = true;
            _stream.Flush();
        }
        finally
        {
            _cancelLock.Release();
        }
#else
        if (!_cancelLock.Wait(0))
            return;
        try
        {
            _cancelled = true;
            _stream.Flush();
        }
        finally
        {
            _cancelLock.Release();
        }
#endif
    }

    public void Dispose()
    {
        _userActionLock.Dispose();
        _cancelLock.Dispose();
    }

    public readonly struct UserAction(Connector connector) : IDisposable
    {
        public void Dispose() => connector._userActionLock.Release();
    }
}

//// TransactionThatHoldsTheWriter BUG1=EXL0001 BUG2=EXL0002
/// <summary>A writer transaction owns the database's write lock from begin to commit or rollback.</summary>
public sealed class EmbeddedDatabase
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private long _version;

    public WriteTransaction BeginWrite(int timeoutMs = Timeout.Infinite)
    {
        if (!_writer.Wait(timeoutMs))
            throw new TimeoutException("database is locked");
#if BUG1
        if (_version < 0)
            throw new InvalidOperationException("The database is closed.");
        return new WriteTransaction(this, _version);
#else
        try
        {
            if (_version < 0)
                throw new InvalidOperationException("The database is closed.");
            return new WriteTransaction(this, _version);
        }
        catch
        {
            _writer.Release();
            throw;
        }
#endif
    }

    public void Write(Action<WriteTransaction> body)
    {
        using var transaction = BeginWrite();
        body(transaction);
        transaction.Commit();
    }

#if BUG2
    public long Vacuum(Func<long, long> rebuild)
    {
        _writer.Wait();
        long before = _version;
        if (before == 0)
            return 0;
        _version = rebuild(before);
        _writer.Release();
        return before;
    }
#endif

    public sealed class WriteTransaction : IDisposable
    {
        private EmbeddedDatabase? _database;
        private readonly long _base;

        internal WriteTransaction(EmbeddedDatabase database, long version) => (_database, _base) = (database, version);

        public void Commit()
        {
            var database = Interlocked.Exchange(ref _database, null) ?? throw new ObjectDisposedException(nameof(WriteTransaction));
            database._version = _base + 1;
            database._writer.Release();
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _database, null) is { } database)
                database._writer.Release();
        }
    }
}

//// LockManagerOfRows BUG1=EXL0001,EXL0002 BUG2=EXL0004
/// <summary>Two-phase locking: rows are locked as they are met, and all given back at the end.</summary>
public sealed class RowLocks
{
    private readonly Dictionary<long, ReaderWriterLockSlim> _rows = new();

    private ReaderWriterLockSlim Of(long row)
    {
        lock (_rows)
        {
            if (!_rows.TryGetValue(row, out var found))
                _rows.Add(row, found = new ReaderWriterLockSlim(LockRecursionPolicy.SupportsRecursion));
            return found;
        }
    }

    public sealed class Transaction(RowLocks locks, TimeSpan patience) : IDisposable
    {
        private readonly List<(ReaderWriterLockSlim Lock, bool Write)> _taken = new();

        public void Lock(long row, bool write)
        {
            var gate = locks.Of(row);
            bool ok = write ? gate.TryEnterWriteLock(patience) : gate.TryEnterReadLock(patience);
            if (!ok)
                throw new TimeoutException($"row {row}: possible deadlock");
            _taken.Add((gate, write));
        }

        public void Dispose()
        {
            for (int i = _taken.Count - 1; i >= 0; i--)
            {
                var (gate, write) = _taken[i];
                if (write)
                    gate.ExitWriteLock();
                else
                    gate.ExitReadLock();
            }

            _taken.Clear();
        }
    }

    public long Sum(IEnumerable<long> rows, Func<long, long> read)
    {
        long sum = 0;
        foreach (long row in rows)
        {
            var gate = Of(row);
            gate.EnterReadLock();
#if BUG1
            long value = read(row);
            if (value < 0)
                continue;
            sum += value;
            gate.ExitReadLock();
#else
            try
            {
                long value = read(row);
                if (value < 0)
                    continue;
                sum += value;
            }
            finally
            {
#if BUG2
                gate.ExitWriteLock();
#else
                gate.ExitReadLock();
#endif
            }
#endif
        }

        return sum;
    }
}
