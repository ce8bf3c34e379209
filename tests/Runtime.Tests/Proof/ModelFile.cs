using System;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Proof;

/// <summary>A file as plain bytes, beside the real one.</summary>
internal sealed class ModelFile(string name, VolumeFile real) : IDisposable
{
    /// <summary>Longest file of a run, so that its steps meet one another.</summary>
    internal const int Longest = 48 * TestVolume.Sector;

    internal string Name { get; } = name;

    internal VolumeFile Real { get; set; } = real;

    internal int Size { get; private set; }

    /// <summary>All there may be; zeros behind the end.</summary>
    internal byte[] Bytes { get; private set; } = new byte[Longest];

    internal ReadOnlySpan<byte> Contents => Bytes.AsSpan(0, Size);

    public void Dispose() => Real.Dispose();

    internal void Write(int at, ReadOnlySpan<byte> data)
    {
        data.CopyTo(Bytes.AsSpan(at));
        Size = data.Length == 0 ? Size : Math.Max(Size, at + data.Length);
    }

    internal void Resize(int size)
    {
        Bytes.AsSpan(size).Clear();
        Size = size;
    }

    /// <summary>Zeros where the file is; it does not grow.</summary>
    internal void Clear(int at, int length) => Bytes.AsSpan(at, length).Clear();

    internal void Grow(int size) => Size = Math.Max(Size, size);

    internal void Become(ModelFile other)
    {
        Bytes = (byte[])other.Bytes.Clone();
        Size = other.Size;
    }
}
