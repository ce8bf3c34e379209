using System;
using System.IO;
using Microsoft.Data.Sqlite;

namespace ExtentLock.Storage;

/// <summary>Why metadata can't be opened, read or committed.</summary>
public enum MetadataFault
{
    /// <summary>There is no such file, or no right to it.</summary>
    CannotOpen,

    /// <summary>The file is something else: noise, too short, or a database of another program.</summary>
    NotMetadata,

    /// <summary>The file was made by another version of this library.</summary>
    OtherVersion,

    /// <summary>The file is damaged: a part is missing or overwritten, or what it says contradicts itself.</summary>
    Damaged,

    /// <summary>Somebody has it open, here or in another process.</summary>
    InUse,

    /// <summary>The file or the file system takes no writes (EROFS).</summary>
    ReadOnly,

    /// <summary>The file system is full (ENOSPC). Nothing of the batch was committed.</summary>
    NoSpace,

    /// <summary>The file system failed (EIO).</summary>
    InputOutput,

    /// <summary>A batch contradicts what is committed, like freeing what is free. Nothing of it was
    /// committed.</summary>
    Contradiction,

    /// <summary>A commit failed before: nothing more is committed until the volume is opened again (EROFS).</summary>
    Aborted,
}

/// <summary>Metadata were refused, or could not be read or committed. What was committed before is as it was.</summary>
public sealed class MetadataException : IOException
{
    internal MetadataException(MetadataFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>Why.</summary>
    public MetadataFault Fault { get; }

    internal static MetadataException From(SqliteException failure, string what)
    {
        MetadataFault fault = FaultOf(failure.SqliteErrorCode);

        // Where that says all, the words of the database only stand in the way.
        bool isPlain = fault is MetadataFault.NoSpace or MetadataFault.InUse or MetadataFault.ReadOnly;
        string words = isPlain ? "" : $" ({failure.Message})";
        return new(fault, $"{what}: {Describe(fault)}{words}", failure);
    }

    // Numbers of SQLite's result codes.
    internal static MetadataFault FaultOf(int code) => code switch
    {
        5 or 6 => MetadataFault.InUse,
        3 or 8 => MetadataFault.ReadOnly,
        13 => MetadataFault.NoSpace,
        11 => MetadataFault.Damaged,
        26 => MetadataFault.NotMetadata,
        14 => MetadataFault.CannotOpen,
        19 => MetadataFault.Contradiction,
        _ => MetadataFault.InputOutput,
    };

    private static string Describe(MetadataFault fault) => fault switch
    {
        MetadataFault.CannotOpen => "the file can't be opened",
        MetadataFault.NotMetadata => "the file holds no metadata of a volume",
        MetadataFault.Damaged => "the file is damaged",
        MetadataFault.InUse => "the file is open elsewhere",
        MetadataFault.ReadOnly => "the file takes no writes",
        MetadataFault.NoSpace => "the file system is full",
        MetadataFault.Contradiction => "the batch contradicts what is there",
        _ => "the file system failed",
    };
}
