using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// Many reads and writes of all sizes at once, across the end of a file on a real disk. Every sector read is one that
/// somebody had begun to write there, or zeros; a read is short only at the end; then nothing is held. EXTENTLOCK_AIO
/// says how many requests each of the workers makes.
/// </summary>
public sealed class AioStressTests
{
    private const int Sector = TestVolume.Sector;
    private const int Most = 256;
    private const int Workers = 8;

    // The last number that a worker has begun to write with.
    private readonly int[] _begun = new int[Workers];
    private int _short;
    private int _longest;

    [Theory]
    [InlineData(FileTraits.None, 0)]
    [InlineData(FileTraits.None, 64)]
    [InlineData(FileTraits.NoCow, 0)]
    [InlineData(FileTraits.NoCow, 64)]
    public async Task ManyAtOnceAcrossTheEnd_ReadOnlyWhatWasWritten(FileTraits traits, int cachedPages)
    {
        using TempFolder folder = new();
        VolumeOptions options = new() { Capacity = 16 << 20, CacheBytes = cachedPages * Sector };
        using Volume volume = Volume.Create(folder["volume"], options);
        using VolumeFile file = volume.CreateFile("file", traits);
        int count = Effort.Of("AIO", 150);

        IEnumerable<Task> workers = Enumerable.Range(0, Workers)
            .Select(worker => Task.Run(() => WorkAsync(file, worker, count)));
        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromMinutes(5));

        volume.ThrowIfBusy();
        Assert.Empty(await volume.CheckAsync());
        volume.ThrowIfBusy();
        Assert.Equal(_longest, file.Length);
        Check(TestVolume.ReadAll(file), 0, _begun);
        Assert.True(_short > 0, "No read met the end.");
    }

    /// <summary>The check sees what nobody wrote: another place's sector, one not begun, and a torn one.</summary>
    [Fact]
    public void SectorThatNobodyWrote_IsFound()
    {
        byte[] sector = new byte[Sector];
        Check(sector, 5, _begun);
        Fill(sector, 5, worker: 3, number: 1);
        Assert.ThrowsAny<Exception>(() => Check(sector, 5, _begun));
        _begun[3] = 1;
        Check(sector, 5, _begun);
        Assert.ThrowsAny<Exception>(() => Check(sector, 6, _begun));
        sector[Sector - 1] ^= 1;
        Assert.ThrowsAny<Exception>(() => Check(sector, 5, _begun));
    }

    /// <summary>Keeps several requests going, so that one worker's overlap too.</summary>
    private async Task WorkAsync(VolumeFile file, int worker, int count)
    {
        Random random = new(worker);
        List<Task> open = [];
        for (int number = 1; number <= count; number++)
        {
            // The file grows slowly, so that its end is among the requests all the time.
            int end = Math.Min(Most, 8 + (number * Most / count));
            int start = random.Next(end);
            int sectors = Math.Min(random.Next(4) == 0 ? random.Next(1, 33) : random.Next(1, 4), Most - start);
            open.Add(random.Next(2) == 0
                ? WriteAsync(file, start, sectors, worker, number, random.Next(20) == 0)
                : ReadAsync(file, start, sectors));

            if (open.Count == 4)
            {
                Task ended = await Task.WhenAny(open);
                open.Remove(ended);
                await ended;
            }
        }

        await Task.WhenAll(open);
    }

    private async Task WriteAsync(VolumeFile file, int start, int sectors, int worker, int number, bool isSynced)
    {
        byte[] data = new byte[sectors * Sector];
        for (int i = 0; i < sectors; i++)
            Fill(data.AsSpan(i * Sector, Sector), start + i, worker, number);

        Volatile.Write(ref _begun[worker], number);
        Assert.Equal(
            data.Length,
            await file.WriteAsync((long)start * Sector, data, isSynced ? IoFlags.DSync : IoFlags.None));

        int end = (start + sectors) * Sector;
        for (int seen = _longest; seen < end;)
            seen = Interlocked.CompareExchange(ref _longest, end, seen) is var other && other == seen ? end : other;

        Assert.True(file.Length >= end);
    }

    private async Task ReadAsync(VolumeFile file, int start, int sectors)
    {
        byte[] data = new byte[sectors * Sector];
        long before = file.Length;
        int read = await file.ReadAsync((long)start * Sector, data);
        if (read < data.Length)
        {
            Interlocked.Increment(ref _short);
            Assert.True((start * Sector) + read >= before || read == 0, "A read is short before the end.");
            Assert.True(read > 0 || before <= start * Sector, "A read is empty before the end.");
        }

        Check(data.AsSpan(0, read), start, _begun);
    }

    private static void Fill(Span<byte> sector, int place, int worker, int number) =>
        MemoryMarshal.Cast<byte, long>(sector).Fill(Word(place, worker, number));

    private static long Word(int place, int worker, int number) =>
        ((long)number << 32) | ((long)(worker + 1) << 16) | (long)(uint)place;

    private static void Check(ReadOnlySpan<byte> data, int first, int[] begun)
    {
        Assert.Equal(0, data.Length % Sector);
        for (int i = 0; i < data.Length / Sector; i++)
        {
            ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(data.Slice(i * Sector, Sector));
            Assert.False(words.ContainsAnyExcept(words[0]), $"Sector {first + i} is torn.");
            if (words[0] == 0)
                continue;

            int number = (int)(words[0] >> 32);
            int worker = (int)(words[0] >> 16 & 0xFFFF) - 1;
            Assert.Equal(first + i, (int)(words[0] & 0xFFFF));
            Assert.InRange(worker, 0, Workers - 1);
            Assert.InRange(number, 1, Volatile.Read(ref begun[worker]));
        }
    }
}
