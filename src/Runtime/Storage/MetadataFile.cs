using System;
using System.IO;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace ExtentLock.Storage;

/// <summary>The database file of a volume's metadata: made, told from other files, and opened by one alone.</summary>
internal static class MetadataFile
{
    private const string Log = "-wal";
    private const int LogPart = 1 << 20;

    internal static void MakeEmpty(string path)
    {
        try
        {
            new FileStream(path, FileMode.CreateNew).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, failure);
        }
    }

    internal static void Delete(string path)
    {
        foreach (string end in (ReadOnlySpan<string>)["", Log, "-journal"])
            File.Delete(path + end);
    }

    /// <summary>
    /// Tells what SQLite would not: it takes an empty file for a new database, and a read-only one for a reader's.
    /// Without
    /// opening the file: closing it would give up the locks that this process has on it.
    /// </summary>
    internal static void CheckPlace(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw new MetadataException(MetadataFault.CannotOpen, $"'{path}' is not there.");

        int error = LinuxCalls.CheckWritable(path);
        if (error != 0 && error != LinuxCalls.NotSupported)
            throw new MetadataException(MetadataFault.ReadOnly, $"'{path}' takes no writes: error {-error}.");

        if (file.Length == 0)
            throw new MetadataException(MetadataFault.NotMetadata, $"'{path}' is empty.");
    }

    internal static SqliteConnection Connect(string path)
    {
        SqliteConnectionStringBuilder text = new()
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        };
        SqliteConnection connection = new(text.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception failure)
        {
            connection.Dispose();
            if (failure is SqliteException unexpected)
                throw MetadataException.From(unexpected, $"'{path}'");

            throw;
        }
    }

    /// <summary>
    /// Takes the file for this connection alone, at once or not at all. By SQLite's own calls, because commands of
    /// Microsoft.Data.Sqlite try again for a second at least.
    /// </summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="connection">Open, and not used yet.</param>
    /// <param name="check">Called with the file locked, and before anything of it may change.</param>
    internal static void Seize(string path, SqliteConnection connection, Action check)
    {
        raw.sqlite3_busy_timeout(connection.Handle, 0);
        Execute(path, connection, "PRAGMA locking_mode = EXCLUSIVE");
        Execute(path, connection, "BEGIN EXCLUSIVE");
        check();
        WriteLogAnew(path + Log);
        Execute(path, connection, "COMMIT");
        Execute(path, connection, "PRAGMA journal_mode = WAL");
        Execute(path, connection, "PRAGMA synchronous = FULL");
        Execute(path, connection, "PRAGMA foreign_keys = ON");
        Execute(path, connection, "PRAGMA trusted_schema = OFF");
    }

    internal static void CheckVersion(string path, SqliteStatements statements)
    {
        if (statements.Number("PRAGMA application_id") != MetadataSchema.ApplicationId)
            throw new MetadataException(MetadataFault.NotMetadata, $"'{path}' is a database of another program.");

        long version = statements.Number("PRAGMA user_version") ?? 0;
        if (version != MetadataSchema.Version)
            throw new MetadataException(
                MetadataFault.OtherVersion,
                $"'{path}' is of version {version}; this library knows version {MetadataSchema.Version}.");
    }

    /// <summary>Writes what is in the log over itself, and flushes it. If a flush of it failed before, the system shows
    /// what it may never write, and would not write for another flush either: a checkpoint, and whoever notes the
    /// generation, rely on it nevertheless.</summary>
    private static void WriteLogAnew(string path)
    {
        if (!File.Exists(path))
            return;

        try
        {
            using SafeFileHandle log = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            byte[] part = new byte[LogPart];
            long done = 0;
            for (int read; (read = RandomAccess.Read(log, part, done)) > 0; done += read)
                RandomAccess.Write(log, part.AsSpan(0, read), done);

            if (done > 0)
                RandomAccess.FlushToDisk(log);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, failure);
        }
    }

    private static void Execute(string path, SqliteConnection connection, string statement)
    {
        int result = raw.sqlite3_exec(connection.Handle, statement);
        if (result == raw.SQLITE_OK)
            return;

        string message = raw.sqlite3_errmsg(connection.Handle).utf8_to_string();
        throw MetadataException.From(new SqliteException(message, result), $"'{path}'");
    }

    private static MetadataException Failed(string path, Exception failure)
    {
        MetadataFault fault = failure switch
        {
            IOException { HResult: -Errno.NoSpace } => MetadataFault.NoSpace,
            IOException { HResult: -Errno.ReadOnly } => MetadataFault.ReadOnly,
            IOException { HResult: -Errno.InputOutput } => MetadataFault.InputOutput,
            _ => MetadataFault.CannotOpen,
        };

        return new MetadataException(fault, $"'{path}': {failure.Message}", failure);
    }
}
