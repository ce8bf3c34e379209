using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <content>Files by their names. There are no folders; a name may have any character but zero.</content>
public sealed partial class Volume
{
    /// <summary>Names of all files, in the order of their characters.</summary>
    public IReadOnlyList<string> List()
    {
        using VolumeUse use = Use();
        return _files.Names();
    }

    /// <summary>Makes an empty file and opens it. It survives a loss of power after the next commit.</summary>
    /// <param name="name">1 to 255 characters, no zero and no half of a surrogate pair; compared by its
    /// characters.</param>
    /// <param name="traits">What it keeps to from now on.</param>
    /// <exception cref="VolumeException">There is one of that name, the name is none, or nothing can be
    /// changed.</exception>
    [Acquires("return")]
    public VolumeFile CreateFile(string name, FileTraits traits = FileTraits.None)
    {
        using VolumeUse use = Use();
        return new VolumeFile(this, _files.Create(name, traits));
    }

    /// <summary>Opens a file. It may be open several times at once.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="VolumeException">There is none of that name.</exception>
    [Acquires("return")]
    public VolumeFile OpenFile(string name)
    {
        using VolumeUse use = Use();
        return new VolumeFile(this, _files.Open(name));
    }

    /// <summary>Removes a name. The file goes when nobody has it open any more; its space is free after a
    /// commit.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="VolumeException">There is none of that name, or nothing can be changed.</exception>
    public void Delete(string name)
    {
        using VolumeUse use = Use();
        _files.Delete(name);
    }

    /// <summary>Gives a file another name, in one step: after a loss of power it has the one or the other.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newName">The name it gets; nobody may have it.</param>
    /// <exception cref="VolumeException">There is none of that name, or one of the new name, or nothing can be
    /// changed.</exception>
    public void Rename(string name, string newName)
    {
        using VolumeUse use = Use();
        _files.Rename(name, newName);
    }

    /// <summary>Makes a file that names the same data as another one, all of it at one moment.</summary>
    /// <param name="name">The file that is there.</param>
    /// <param name="newName">The name of the new one; nobody may have it.</param>
    /// <param name="cancellation">Ends the wait for the file's range.</param>
    /// <exception cref="VolumeException">There is none of that name, or one of the new name, or nothing can be
    /// changed.</exception>
    public async ValueTask CloneFileAsync(string name, string newName, CancellationToken cancellation = default)
    {
        using VolumeUse use = Use();
        using VolumeFile file = OpenFile(name);
        await CloneAsync(file, newName, cancellation).ConfigureAwait(false);
    }

    private async ValueTask CloneAsync(VolumeFile file, string newName, CancellationToken cancellation)
    {
        _files.CheckNew(newName);

        // Nameless until it is whole: nobody sees it half, and where that fails it goes with its handle.
        using VolumeFile clone = new(this, _files.CreateNameless(file.Traits));

        // A file that changes its length meanwhile is cloned as it is then.
        while (!await TryCloneAsync(file, clone, cancellation).ConfigureAwait(false))
            cancellation.ThrowIfCancellationRequested();

        _files.Name(clone.Node, newName);
    }

    private static async ValueTask<bool> TryCloneAsync(
        VolumeFile file, VolumeFile clone, CancellationToken cancellation)
    {
        try
        {
            await clone.SetLengthAsync(0, cancellation).ConfigureAwait(false);
            await file.CloneRangeAsync(0, clone, 0, file.Length, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (VolumeException changed) when (changed.Fault is VolumeFault.OutOfRange or VolumeFault.Misaligned)
        {
            return false;
        }
    }

    /// <summary>One more handle of a file that has one.</summary>
    [Acquires("return")]
    internal FileNode Hold(FileNode file) => _files.Open(file.Number);

    [Releases("file")]
    internal void Close(FileNode file) => _files.Close(file);
}
