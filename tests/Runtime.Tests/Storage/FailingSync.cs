using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace ExtentLock.Tests.Storage;

/// <summary>
/// Makes the flushes of one SQLite log fail when told to, as a disk does: what was written before stays in the file. A
/// layer over SQLite's own way to files, for what is opened after it was made.
/// </summary>
internal sealed unsafe partial class FailingSync : IDisposable
{
    private const int FailedSync = 10 | (4 << 8);
    private const int LengthOfFileSystem = 168;
    private const int NameOf = 24;
    private const int OpenOf = 40;
    private const int LengthOfMethods = 152;
    private const int SyncOf = 40;

    private static readonly ConcurrentDictionary<string, FailingSync> s_byLog = [];
    private static readonly ConcurrentDictionary<nint, FailingSync> s_byFile = [];
    private static readonly byte* s_below = Find(null);
    private static delegate* unmanaged<byte*, int, int> s_sync;
    private readonly string _log;
    private byte* _methods;

    static FailingSync()
    {
        byte* layer = Copy(s_below, LengthOfFileSystem);
        *(nint*)(layer + NameOf) = Marshal.StringToCoTaskMemUTF8("failing-sync");
        *(delegate* unmanaged<byte*, byte*, byte*, int, int*, int>*)(layer + OpenOf) = &Open;
        _ = Register(layer, asDefault: 1);
    }

    /// <summary>Of the log of this database.</summary>
    internal FailingSync(string database)
    {
        _log = database + "-wal";
        s_byLog[_log] = this;
    }

    internal bool Fails { get; set; }

    /// <summary>Flushes that have failed.</summary>
    internal int Failed { get; private set; }

    public void Dispose() => s_byLog.TryRemove(_log, out _);

    [UnmanagedCallersOnly]
    private static int Open(byte* layer, byte* name, byte* file, int flags, int* given)
    {
        int error = (*(delegate* unmanaged<byte*, byte*, byte*, int, int*, int>*)(s_below + OpenOf))(
            s_below, name, file, flags, given);
        s_byFile.TryRemove((nint)file, out _);
        string? path = Marshal.PtrToStringUTF8((nint)name);
        if (error == 0 && path is not null && s_byLog.TryGetValue(path, out FailingSync? rules))
            rules.Take(file);

        return error;
    }

    [UnmanagedCallersOnly]
    private static int Sync(byte* file, int flags)
    {
        if (!s_byFile.TryGetValue((nint)file, out FailingSync? rules) || !rules.Fails)
            return s_sync(file, flags);

        rules.Failed++;
        return FailedSync;
    }

    private void Take(byte* file)
    {
        byte* methods = *(byte**)file;
        s_sync = *(delegate* unmanaged<byte*, int, int>*)(methods + SyncOf);
        if (_methods is null)
        {
            _methods = Copy(methods, LengthOfMethods);
            *(delegate* unmanaged<byte*, int, int>*)(_methods + SyncOf) = &Sync;
        }

        s_byFile[(nint)file] = this;
        *(byte**)file = _methods;
    }

    /// <summary>For ever: SQLite may look at it as long as the process lives.</summary>
    private static byte* Copy(byte* from, int length)
    {
        byte* copy = (byte*)NativeMemory.Alloc((nuint)length);
        NativeMemory.Copy(from, copy, (nuint)length);
        return copy;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Find(string? name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int Register(byte* layer, int asDefault);
}
