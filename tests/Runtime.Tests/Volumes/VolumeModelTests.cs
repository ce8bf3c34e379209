using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Every operation in random order on two files and their clones, against arrays of bytes (after fsx). A failure
/// names its seed and the operations up to it.</summary>
public sealed class VolumeModelTests
{
    private const int Longest = 40 * Sector;

    public static TheoryData<int, FileTraits> Runs
    {
        get
        {
            TheoryData<int, FileTraits> runs = [];
            for (int seed = 1; seed <= 6; seed++)
                runs.Add(seed, seed % 3 == 0 ? FileTraits.NoCow : FileTraits.None);

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task RandomOperations_EqualTheModel(int seed, FileTraits traits)
    {
        using TestVolume test = new(length: 2 * 1024 * 1024);
        Run run = new(test, new Random(seed), traits);
        try
        {
            for (int i = 0; i < 400; i++)
                await run.StepAsync();

            await run.CompareAsync();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"seed {seed}: {string.Join("; ", run.Log)}", failure);
        }
        finally
        {
            run.Close();
        }
    }

    private sealed class Run
    {
        private readonly TestVolume _test;
        private readonly Random _random;
        private readonly VolumeFile[] _files = new VolumeFile[2];
        private readonly byte[][] _models = [[], []];

        internal Run(TestVolume test, Random random, FileTraits traits)
        {
            _test = test;
            _random = random;
            _files[0] = test.Volume.CreateFile("0", traits);
            _files[1] = test.Volume.CreateFile("1", traits);
        }

        internal List<string> Log { get; } = [];

        internal void Close()
        {
            foreach (VolumeFile file in _files)
                file.Dispose();
        }

        internal async Task StepAsync()
        {
            int file = _random.Next(2);
            int offset = _random.Next(Longest);
            int length = 1 + _random.Next(6 * Sector);
            if (_random.Next(2) == 0)
            {
                offset = offset / Sector * Sector;
                length = (length + Sector - 1) / Sector * Sector;
            }

            int kind = _random.Next(100);
            Log.Add($"{kind}: {file} {offset}+{length}");
            Task step = kind switch
            {
                < 35 => WriteAsync(file, offset, length),
                < 42 => AppendAsync(file, length),
                < 55 => ReadAsync(file, offset, length),
                < 62 => ResizeAsync(file, offset),
                < 70 => PunchAsync(file, offset, length),
                < 75 => ZeroAsync(file, offset, length),
                < 81 => AllocateAsync(file, offset, length),
                < 89 => CloneAsync(file, offset / Sector * Sector, length),
                < 92 => CompressAsync(file, offset, length),
                < 97 => _test.Volume.CommitAsync().AsTask(),
                < 98 => ReopenAsync(),
                _ => CompareAsync(),
            };
            await step;
        }

        internal async Task CompareAsync()
        {
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal(_models[i].Length, _files[i].Length);
                Assert.Equal(_models[i], ReadAll(_files[i]));
            }

            await _test.AssertSoundAsync();
        }

        private async Task WriteAsync(int file, int offset, int length)
        {
            byte[] data = Data(length);
            IoFlags flags = _random.Next(8) == 0 ? IoFlags.DSync : IoFlags.None;
            Assert.Equal(length, await _files[file].WriteAsync(offset, data, flags));
            Grow(file, offset + length);
            data.CopyTo(_models[file], offset);
        }

        private async Task AppendAsync(int file, int length)
        {
            if (_models[file].Length > Longest)
                return;

            byte[] data = Data(length);
            Assert.Equal(length, await _files[file].WriteAsync(0, data, IoFlags.Append));
            _models[file] = [.. _models[file], .. data];
        }

        private async Task ReadAsync(int file, int offset, int length)
        {
            byte[] buffer = new byte[length];
            int read = await _files[file].ReadAsync(offset, buffer);
            byte[] expected = [.. _models[file].Skip(offset).Take(length)];
            Assert.Equal(expected, buffer[..read]);
        }

        private async Task ResizeAsync(int file, int length)
        {
            await _files[file].SetLengthAsync(length);
            Array.Resize(ref _models[file], length);
        }

        private async Task PunchAsync(int file, int offset, int length)
        {
            await _files[file].PunchHoleAsync(offset, length);
            Clear(file, offset, length);
        }

        private async Task ZeroAsync(int file, int offset, int length)
        {
            await _files[file].ZeroRangeAsync(offset, length);
            Grow(file, offset + length);
            Clear(file, offset, length);
        }

        private async Task AllocateAsync(int file, int offset, int length)
        {
            bool keeps = _random.Next(2) == 0;
            await _files[file].AllocateAsync(offset, length, keeps);
            if (!keeps)
                Grow(file, offset + length);
        }

        private async Task CloneAsync(int file, int offset, int length)
        {
            length = Math.Min(length / Sector * Sector, _models[file].Length / Sector * Sector - offset);
            int target = _random.Next(2);
            int place = _random.Next(Longest / Sector) * Sector;
            bool overlaps = target == file && Math.Abs(place - offset) < length;
            if (length <= 0 || overlaps)
                return;

            await _files[file].CloneRangeAsync(offset, _files[target], place, length);
            byte[] data = _models[file][offset..(offset + length)];
            Grow(target, place + length);
            data.CopyTo(_models[target], place);
        }

        private async Task CompressAsync(int file, int offset, int length)
        {
            if ((_files[file].Traits & FileTraits.NoCow) == 0)
                await _files[file].CompressAsync(offset, length * 8L);
        }

        private async Task ReopenAsync()
        {
            FileTraits traits = _files[0].Traits;
            Close();
            _test.Reopen();
            for (int i = 0; i < 2; i++)
                _files[i] = _test.Volume.OpenFile($"{i}");

            Assert.Equal(traits, _files[1].Traits);
            await CompareAsync();
        }

        /// <summary>Half of the time something that can be compressed.</summary>
        private byte[] Data(int length)
        {
            byte[] data = new byte[length];
            if (_random.Next(2) == 0)
                _random.NextBytes(data);
            else
                Array.Fill(data, (byte)_random.Next(256));

            return data;
        }

        private void Grow(int file, int length)
        {
            if (_models[file].Length < length)
                Array.Resize(ref _models[file], length);
        }

        private void Clear(int file, int offset, int length)
        {
            int end = Math.Min(offset + length, _models[file].Length);
            if (offset < end)
                Array.Clear(_models[file], offset, end - offset);
        }
    }
}
