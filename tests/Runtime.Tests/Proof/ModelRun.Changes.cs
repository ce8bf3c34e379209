using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <content>Steps that change something: first the volume, then the model by what came of it.</content>
internal sealed partial class ModelRun
{
    private async Task WriteAsync(ModelStep step, ModelFile file, int at, byte[] data)
    {
        if (!TryPlace(step, file, ref at, ref data))
            return;

        int written = step.Value % 2 == 0
            ? await file.Real.WriteAsync(at, data, step.Flags)
            : file.Real.Write(at, data, step.Flags);

        Accept(file, at, data, written);
    }

    private async Task WritePartsAsync(ModelStep step, ModelFile file, int at, byte[] data)
    {
        if (!TryPlace(step, file, ref at, ref data))
            return;

        int unit = step.Value % 3 == 0 ? 1 : Sector;
        int cut = step.Value % data.Length / unit * unit;
        List<Memory<byte>> parts = [data.AsMemory(0, cut), data.AsMemory(cut)];
        Accept(file, at, data, await file.Real.WriteAsync(at, parts, step.Flags));
    }

    /// <summary>What is appended goes to the end, and no file becomes longer than the model.</summary>
    private static bool TryPlace(ModelStep step, ModelFile file, ref int at, ref byte[] data)
    {
        if ((step.Flags & IoFlags.Append) != 0)
            at = file.Size;

        data = data[..Math.Min(data.Length, ModelFile.Longest - at)];
        return data.Length > 0;
    }

    private void Accept(ModelFile file, int at, byte[] data, int written)
    {
        Assert.InRange(written, 1, data.Length);
        Assert.True(written == data.Length || _setup.IsSmall);
        file.Write(at, data.AsSpan(0, written));
    }

    private static async Task TruncateAsync(ModelFile file, int size)
    {
        await file.Real.SetLengthAsync(size);
        file.Resize(size);
    }

    private static async Task PunchAsync(ModelFile file, int at, int length)
    {
        await file.Real.PunchHoleAsync(at, length);
        file.Clear(at, length);
    }

    private static async Task ZeroAsync(ModelFile file, int at, int length, bool keepLength)
    {
        await file.Real.ZeroRangeAsync(at, length, keepLength);
        file.Clear(at, length);
        if (!keepLength && length > 0)
            file.Grow(at + length);
    }

    private static async Task AllocateAsync(ModelFile file, int at, int length, bool keepLength)
    {
        await file.Real.AllocateAsync(at, length, keepLength);
        if (!keepLength && length > 0)
            file.Grow(at + length);
    }

    private static async Task CloneAsync(ModelFile from, ModelFile to, int at, int value, int length)
    {
        int start = Math.Min(at, from.Size) / Sector * Sector;
        int target = (int)((uint)value * 2654435761 % ModelFile.Longest) / Sector * Sector;
        length = Math.Min(length, Math.Min(from.Size - start, ModelFile.Longest - target));
        bool isToTheEnd = start + length == from.Size && target + length >= to.Size;
        if (!isToTheEnd)
            length = length / Sector * Sector;

        bool isApart = from != to || Math.Abs(start - target) >= (length + Sector - 1) / Sector * Sector;
        if (length == 0 || !isApart)
            return;

        await from.Real.CloneRangeAsync(start, to.Real, target, length);
        to.Write(target, from.Bytes.AsSpan(start, length).ToArray());
    }

    /// <summary>The other file goes, and a clone of this one takes its name by way of another.</summary>
    private async Task ReplaceAsync(ModelFile file)
    {
        ModelFile other = _files[file == _files[0] ? 1 : 0];
        await _test.Volume.CloneFileAsync(file.Name, "new");
        if (_pin is { } pin && pin.File == other)
            Unpin();

        other.Dispose();
        _test.Volume.Delete(other.Name);
        _test.Volume.Rename("new", other.Name);
        other.Real = _test.Volume.OpenFile(other.Name);
        other.Become(file);
    }

    private async Task CompressAsync(ModelFile file, int at, int length)
    {
        if (_setup.Traits == FileTraits.None)
            Assert.True(await file.Real.CompressAsync(at, length) >= 0);
    }

    private async Task PinAsync(ModelFile file, int at)
    {
        Unpin();
        if (_setup.IsCached && at < file.Size)
        {
            _pin = (await file.Real.PinAsync(at), file, at / Sector * Sector);
        }
    }

    /// <summary>As somebody does who has the page mapped: no call but the one that stands for the fault. What he writes
    /// behind the file's end is none of it, now and when the file grows.</summary>
    private void DirtyPin(int at, int length, int value)
    {
        if (_pin is not { } pin)
            return;

        int first = at % Sector;
        byte[] data = Data(Math.Min(Sector - first, length), value);
        Memory<byte> place = pin.Page.Memory.Slice(first, data.Length);
        byte[] before = place.ToArray();
        data.CopyTo(place);
        try
        {
            pin.Page.MarkDirty();
        }
        catch (VolumeException)
        {
            // There is no space to write it, and buffered reads see it nevertheless.
            before.CopyTo(place);
            throw;
        }

        int start = pin.Start + first;
        pin.File.Write(start, data.AsSpan(0, Math.Clamp(pin.File.Size - start, 0, data.Length)));
    }

    private void Unpin()
    {
        _pin?.Page.Dispose();
        _pin = null;
    }
}
