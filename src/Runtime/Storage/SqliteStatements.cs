using System;
using System.Collections.Generic;
using Microsoft.Data.Sqlite;

namespace ExtentLock.Storage;

/// <summary>
/// Statements of one connection, each prepared once. Not thread-safe; a reader is closed before its statement runs
/// again.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
            command.Dispose();

        _prepared.Clear();
    }

    /// <summary>Runs a statement with parameters <c>$0</c>, <c>$1</c> and so on; tells how many rows it
    /// changed.</summary>
    internal int Run(string text, params ReadOnlySpan<object> values) => Bind(text, values).ExecuteNonQuery();

    /// <summary>Runs statements that are needed once.</summary>
    internal void Script(string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of the caller.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    internal SqliteDataReader Read(string text, params ReadOnlySpan<object> values) =>
        Bind(text, values).ExecuteReader();

    /// <summary>The first column of the first row; null if there is none.</summary>
    internal long? Number(string text, params ReadOnlySpan<object> values) =>
        Bind(text, values).ExecuteScalar() is long number ? number : null;

    /// <summary>Every row.</summary>
    internal List<T> Rows<T>(string text, Func<SqliteDataReader, T> row, params ReadOnlySpan<object> values)
    {
        List<T> rows = [];
        using SqliteDataReader reader = Read(text, values);
        while (reader.Read())
            rows.Add(row(reader));

        return rows;
    }

    private SqliteCommand Bind(string text, ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(text, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the callers.
            command.CommandText = text;
#pragma warning restore CA2100
            for (int i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter($"${i}", values[i]));

            command.Prepare();
            _prepared.Add(text, command);
            return command;
        }

        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];

        return command;
    }
}
