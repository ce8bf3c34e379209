using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Tests.Proof;

/// <summary>A file of the kernel's file system, asked for what .NET has no members for.</summary>
internal sealed partial class BtrfsFile(string path) : IDisposable
{
    private const int KeepSize = 1;
    private const int PunchHole = 2;
    private const int ZeroRange = 16;
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NothingThere = 6;
    private const uint CloneRange = 0x4020940D;

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);

    internal int Size => (int)RandomAccess.GetLength(_file);

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(path);
    }

    internal void Write(long at, ReadOnlySpan<byte> data) => RandomAccess.Write(_file, data, at);

    internal void Resize(long size) => RandomAccess.SetLength(_file, size);

    internal void Punch(long at, long length) => Change(PunchHole | KeepSize, at, length);

    internal void Zero(long at, long length, bool keepLength) =>
        Change(ZeroRange | (keepLength ? KeepSize : 0), at, length);

    internal void Allocate(long at, long length, bool keepLength) => Change(keepLength ? KeepSize : 0, at, length);

    internal void CloneTo(BtrfsFile target, long at, long targetAt, long length) => Check(ControlCall(
        target._file, CloneRange, new CloneArguments(_file.DangerousGetHandle(), at, length, targetAt)));

    internal byte[] ReadAll()
    {
        byte[] contents = new byte[Size];
        RandomAccess.Read(_file, contents, 0);
        return contents;
    }

    /// <summary>Where data begin and end, in turn.</summary>
    internal List<long> Edges()
    {
        List<long> edges = [];
        for (long at = 0; Seek(at, SeekData) is >= 0 and var data; at = edges[^1])
        {
            edges.Add(data);
            edges.Add(Seek(data, SeekHole));
        }

        return edges;
    }

    private long Seek(long from, int kind)
    {
        long found = SeekCall(_file, from, kind);
        if (found < 0 && Marshal.GetLastPInvokeError() != NothingThere)
            throw new Win32Exception();

        return found;
    }

    private void Change(int mode, long at, long length) => Check(AllocateCall(_file, mode, at, length));

    private static void Check(int result)
    {
        if (result != 0)
            throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int AllocateCall(SafeFileHandle file, int mode, long at, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long SeekCall(SafeFileHandle file, long from, int kind);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ControlCall(SafeFileHandle file, nuint request, in CloneArguments arguments);

    /// <summary>struct file_clone_range of Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct CloneArguments(long file, long at, long length, long targetAt)
    {
        private readonly long _file = file;
        private readonly long _at = at;
        private readonly long _length = length;
        private readonly long _targetAt = targetAt;
    }
}
