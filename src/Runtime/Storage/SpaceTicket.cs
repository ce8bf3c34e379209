using System;
using ExtentLock.Contracts;

namespace ExtentLock.Storage;

/// <summary>
/// One owner's part of the <see cref="SpaceLedger"/>: data that it may still allocate, and the metadata of its extents.
/// Given back once, whole; used again after that. Not thread-safe: it has one owner at a time.
/// </summary>
/// <param name="isKept">It stays with something that is at rest, a page; else it is an operation's, whose end others may
/// wait for.</param>
internal sealed class SpaceTicket(bool isKept = false)
{
    private SpaceLedger? _ledger;
    private bool _isOperation;

    /// <summary>Bytes that may still be allocated.</summary>
    internal long Data { get; private set; }

    /// <summary>Extents whose metadata are promised: 0 if it was given back.</summary>
    internal int Extents { get; private set; }

    /// <summary>Told by the ledger.</summary>
    internal void Grant(SpaceLedger ledger, long data, int extents, bool isOperation = false)
    {
        if (Extents != 0)
            throw new InvalidOperationException("The ticket is in use.");

        _ledger = ledger;
        _isOperation = isOperation;
        Data = data;
        Extents = extents;
    }

    /// <summary>Moves what an extent needs to another ticket: one of this one's extents, or where it has no other, the
    /// metadata of one more are promised without asking, as btrfs does for an extent that is split.</summary>
    [Acquires("part")]
    internal void Split(SpaceTicket part, long data)
    {
        if (data > Data)
            throw new InvalidOperationException("The ticket does not have that much.");

        part.Grant(_ledger!, data, 1);
        Data -= data;
        if (Extents > 1)
            Extents--;
        else
            _ledger!.Change(0, 1);
    }

    /// <summary>Hands all that is left of it to another ticket, which may have something already.</summary>
    [Releases("this")]
    internal void MoveTo(SpaceTicket other)
    {
        if (Extents == 0)
            return;

        // One that is used again may have been of another volume.
        other._ledger = _ledger;
        other.Data += Data;
        other.Extents += Extents;
        bool ends = _isOperation && (other.IsKept || other._isOperation);
        other._isOperation |= _isOperation && !ends;
        if (ends)
            _ledger!.EndOperation();

        Clear();
    }

    /// <summary>What was promised is allocated now.</summary>
    internal void Use(long data)
    {
        if (data > Data)
            throw new InvalidOperationException("More is allocated than was promised.");

        Data -= data;
        _ledger!.Change(-data, 0);
    }

    /// <summary>What was allocated is about to be free again, and stays promised.</summary>
    internal void Regain(long data)
    {
        Data += data;
        _ledger!.Change(data, 0);
    }

    /// <summary>Gives back all that is left of it; nothing if it has nothing.</summary>
    [Releases("this")]
    internal void Release()
    {
        if (Extents == 0)
            return;

        _ledger!.Change(-Data, -Extents);
        if (_isOperation)
            _ledger.EndOperation();

        Clear();
    }

    private bool IsKept => isKept;

    private void Clear()
    {
        Data = 0;
        Extents = 0;
        _isOperation = false;
    }
}
