using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>
/// One operation after the other on a file that others use too. The first part of the file is shared out in stripes: a
/// worker writes its own and knows what is in them. Behind it everybody writes, cuts off and punches holes.
/// </summary>
internal sealed class StressWorker
{
    public const int SectorsOfWorker = 256;
    public const int MostSectors = 64;
    private const int Stripe = 16;
    private const int Behind = 256;

    private readonly VolumeFile _file;
    private readonly Memory<byte> _memory;
    private readonly Random _random;
    private readonly int _number;
    private readonly int _workers;
    private readonly uint[] _seen;
    private uint _version;

    /// <param name="file">The file, whose first part has been written by <see cref="PrepareAsync"/>.</param>
    /// <param name="memory">Its own, for <see cref="MostSectors"/>.</param>
    /// <param name="number">Which of the workers it is.</param>
    /// <param name="plan">Of the run.</param>
    public StressWorker(VolumeFile file, Memory<byte> memory, int number, StressPlan plan)
    {
        _file = file;
        _memory = memory;
        _number = number;
        _workers = plan.Workers;
        _random = new Random(plan.Seed + number);
        _seen = new uint[Shared];
        Array.Fill(_seen, 1u);
        _version = 1;
    }

    public long Reads { get; private set; }

    public long Writes { get; private set; }

    public long Changes { get; private set; }

    public long Operations => Reads + Writes + Changes;

    private int Shared => _workers * SectorsOfWorker;

    /// <summary>Writes the first part of the file for the first time.</summary>
    public static async Task PrepareAsync(VolumeFile file, Memory<byte> memory, int workers, CancellationToken stop)
    {
        for (int first = 0; first < workers * SectorsOfWorker; first += MostSectors)
            await WriteAsync(file, memory, first, MostSectors, version: 1, stop);
    }

    /// <summary>Does one operation, chosen by chance.</summary>
    /// <exception cref="InvalidDataException">What was read is not what should be there.</exception>
    public Task StepAsync(CancellationToken stop) => _random.Next(100) switch
    {
        < 40 => WriteOwnAsync(stop),
        < 80 => ReadAsync(_random.Next(Shared + Behind), _random.Next(1, MostSectors + 1), stop),
        < 90 => WriteBehindAsync(stop),
        < 96 => CutAsync(stop),
        < 99 => PunchAsync(stop),
        _ => FlushAsync(stop),
    };

    /// <summary>Reads all of the shared part and compares.</summary>
    public async Task VerifyAsync(CancellationToken stop)
    {
        for (int first = 0; first < Shared; first += MostSectors)
            await ReadAsync(first, MostSectors, stop);
    }

    private async Task WriteOwnAsync(CancellationToken stop)
    {
        int stripe = (_random.Next(SectorsOfWorker / Stripe) * _workers) + _number;
        int from = _random.Next(Stripe);
        int first = (stripe * Stripe) + from;
        int count = _random.Next(1, Stripe - from + 1);
        await WriteAsync(_file, _memory, first, count, ++_version, stop);
        Array.Fill(_seen, _version, first, count);
        Writes++;
    }

    private async Task WriteBehindAsync(CancellationToken stop)
    {
        int from = _random.Next(Behind);
        int count = _random.Next(1, Math.Min(MostSectors, Behind - from) + 1);
        await WriteAsync(_file, _memory, Shared + from, count, ++_version, stop);
        Writes++;
    }

    private async Task ReadAsync(int first, int count, CancellationToken stop)
    {
        int wanted = count * StressSector.Size;
        int read = await _file.ReadAsync(
            (long)first * StressSector.Size, _memory[..wanted], cancellation: stop);

        if (read < Math.Min(count, Shared - first) * StressSector.Size)
            throw new InvalidDataException($"A read at sector {first} ended after {read} of {wanted} bytes.");

        for (int i = 0; i < read / StressSector.Size; i++)
            Compare(first + i, _memory.Span.Slice(i * StressSector.Size, StressSector.Size));

        Reads++;
    }

    private void Compare(int index, ReadOnlySpan<byte> sector)
    {
        uint version = StressSector.VersionOf(sector, index);
        if (index >= Shared)
            return;

        bool isOwn = index / Stripe % _workers == _number;
        if (isOwn ? version != _seen[index] : version < _seen[index])
            throw new InvalidDataException(
                $"Sector {index} is of its writer's write {version}; write {_seen[index]} was there before.");

        _seen[index] = version;
    }

    private async Task CutAsync(CancellationToken stop)
    {
        await _file.SetLengthAsync((long)(Shared + _random.Next(Behind)) * StressSector.Size, stop);
        Changes++;
    }

    private async Task PunchAsync(CancellationToken stop)
    {
        long offset = (long)(Shared + _random.Next(Behind)) * StressSector.Size;
        await _file.PunchHoleAsync(offset, _random.Next(1, MostSectors) * StressSector.Size, stop);
        Changes++;
    }

    private async Task FlushAsync(CancellationToken stop)
    {
        await _file.FlushAsync(stop);
        Changes++;
    }

    private static async Task WriteAsync(
        VolumeFile file, Memory<byte> memory, int first, int count, uint version, CancellationToken stop)
    {
        for (int i = 0; i < count; i++)
            StressSector.Fill(memory.Span.Slice(i * StressSector.Size, StressSector.Size), first + i, version);

        for (int done = 0; done < count * StressSector.Size;)
        {
            done += await file.WriteAsync(
                ((long)first * StressSector.Size) + done,
                memory[done..(count * StressSector.Size)],
                cancellation: stop);
        }
    }
}
