using System;
using System.Threading;
using Microsoft.Data.Sqlite;

namespace ExtentLock.Storage;

/// <summary>
/// What a volume knows about its data, in an SQLite database that this alone has open: files, names, extents, checksums
/// of
/// sectors, free space. Changed by whole batches; what is read is what was committed. Thread-safe.
/// </summary>
/// <remarks>Write-ahead log with synchronous=FULL: a batch whose commit has returned survives a loss of power. That the
/// data it names do so too is the business of <see cref="VolumeCommitter"/>.</remarks>
public sealed partial class MetadataStore : IMetadataCommit, IDisposable
{
    private readonly Lock _latch = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly MetadataWriter _writer;
    private bool _isDisposed;

    private MetadataStore(SqliteConnection connection, SqliteStatements statements)
    {
        _connection = connection;
        _statements = statements;
        using SqliteDataReader row = statements.Read(
            "SELECT capacity, reserved, sector, identity FROM volume"
            + " WHERE length(identity) = 16 AND sector BETWEEN 1 AND 0x7FFFFFFF");

        if (!row.Read())
            throw new MetadataException(MetadataFault.Damaged, $"'{connection.DataSource}' says of no volume.");

        Geometry = new MetadataGeometry(
            row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), new Guid(row.GetFieldValue<byte[]>(3)));
        _writer = new MetadataWriter(statements, Geometry);
    }

    /// <summary>What was fixed when the volume was made.</summary>
    public MetadataGeometry Geometry { get; }

    /// <summary>Batches that were ever committed. Who writes it down elsewhere sees if the log was lost.</summary>
    public long Generation => Query(() => _statements.Number("SELECT generation FROM volume") ?? 0);

    /// <summary>Makes metadata of an empty volume.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="geometry">What is fixed from now on; all but the reserved part is free.</param>
    /// <exception cref="MetadataException">The file exists, or can't be made.</exception>
    public static MetadataStore Create(string path, MetadataGeometry geometry)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(geometry.SectorSize, 1, nameof(geometry));
        ArgumentOutOfRangeException.ThrowIfNegative(geometry.Reserved, nameof(geometry));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(geometry.Capacity, geometry.Reserved, nameof(geometry));
        if (geometry.Capacity % geometry.SectorSize != 0 || geometry.Reserved % geometry.SectorSize != 0)
            throw new ArgumentException("Capacity and reserve are whole sectors.", nameof(geometry));

        MetadataFile.MakeEmpty(path);
        try
        {
            return Attach(path, _ => { }, statements => Fill(statements, geometry));
        }
        catch
        {
            MetadataFile.Delete(path);
            throw;
        }
    }

    /// <summary>Opens metadata and checks every page and every reference of them.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MetadataException">Missing, something else, of another version, damaged, in use,
    /// read-only.</exception>
    public static MetadataStore Open(string path)
    {
        MetadataFile.CheckPlace(path);
        MetadataStore store = Attach(path, statements => MetadataFile.CheckVersion(path, statements), _ => { });
        try
        {
            if (store.Check() is [string first, ..])
                throw new MetadataException(MetadataFault.Damaged, $"'{path}': {first}");

            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Commits a batch: all of it survives when this returns, and nothing of it is seen if this throws. After
    /// the metadata are opened again it may be there, all of it: if what failed is the flush, nobody knows what the disk
    /// has.</summary>
    /// <param name="batch">Sealed by this; never used again.</param>
    /// <exception cref="MetadataException">It contradicts what is committed, the disk is full, or it
    /// failed.</exception>
    public void Commit(MetadataBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Query(() =>
        {
            _statements.Run("BEGIN IMMEDIATE");
            try
            {
                batch.ApplyTo(_writer);
                _statements.Run("UPDATE volume SET generation = generation + 1");
                _statements.Run("COMMIT");
            }
            catch
            {
                RollBack();
                throw;
            }

            return 0;
        });
    }

    /// <summary>Closes the file; the write-ahead log is folded into it.</summary>
    public void Dispose()
    {
        lock (_latch)
        {
            if (_isDisposed)
                return;

            _isDisposed = true;
            _statements.Dispose();
            _connection.Dispose();
        }
    }

    private static MetadataStore Attach(
        string path, Action<SqliteStatements> check, Action<SqliteStatements> fill)
    {
        SqliteConnection connection = MetadataFile.Connect(path);
        SqliteStatements statements = new(connection);
        try
        {
            MetadataFile.Seize(path, connection, () => check(statements));
            fill(statements);
            return new MetadataStore(connection, statements);
        }
        catch (Exception failure)
        {
            statements.Dispose();
            connection.Dispose();
            if (failure is SqliteException unexpected)
                throw MetadataException.From(unexpected, $"'{path}'");

            throw;
        }
    }

    private static void Fill(SqliteStatements statements, MetadataGeometry geometry)
    {
        statements.Run("BEGIN IMMEDIATE");
        statements.Script(MetadataSchema.Create);
        statements.Run(
            "INSERT INTO volume VALUES (1, $0, $1, $2, 0, $3)",
            geometry.Capacity,
            geometry.Reserved,
            geometry.SectorSize,
            geometry.Identity.ToByteArray());
        statements.Run("INSERT INTO free VALUES ($0, $1)", geometry.Reserved, geometry.Capacity - geometry.Reserved);
        statements.Run("COMMIT");
    }

    // SQLite has rolled back already after some errors; a second time is an error that tells nothing.
    private void RollBack()
    {
        try
        {
            _statements.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
    }

    /// <summary>Asks something while nobody else does, nor commits.</summary>
    internal T Query<T>(Func<T> query)
    {
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                return query();
            }
            catch (SqliteException failure)
            {
                throw MetadataException.From(failure, $"'{_connection.DataSource}'");
            }
        }
    }
}
