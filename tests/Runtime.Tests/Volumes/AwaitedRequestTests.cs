using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Microsoft.Win32.SafeHandles;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>What code may do that goes on, after an await, on the thread of the device that did its request.</summary>
public sealed class AwaitedRequestTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);
    private readonly TempFolder _folder = new();
    private readonly Volume _volume;
    private readonly VolumeFile _file;

    public AwaitedRequestTests()
    {
        _volume = Volume.Create(_folder["volume"], new VolumeOptions
        {
            Capacity = 4 << 20,
            CommitInterval = TimeSpan.Zero,
            Device = new() { Threads = 2 },
        });
        _file = _volume.CreateFile("a");
        _file.Write(0, Bytes(16 * Sector));
    }

    public void Dispose()
    {
        _file.Dispose();
        _volume.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CallersThatBlockTheirThreads_HoldUpNobody()
    {
        using ManualResetEventSlim letGo = new();
        Task[] blocked = await BlockThreadsAsync(letGo);
        try
        {
            await Task.Run(() => MoveManyAsync(200)).WaitAsync(s_limit);
        }
        finally
        {
            letGo.Set();
        }

        await Task.WhenAll(blocked).WaitAsync(s_limit);
    }

    [Fact]
    public async Task MoreCallersThanTheDeviceHasThreadsFor_GoOnInThePool()
    {
        using ManualResetEventSlim letGo = new();
        Task[] blocked = await BlockThreadsAsync(letGo);
        try
        {
            Assert.DoesNotContain(true, await Task.Run(() => MoveManyAsync(200)).WaitAsync(s_limit));
        }
        finally
        {
            letGo.Set();
        }

        await Task.WhenAll(blocked).WaitAsync(s_limit);
    }

    [Fact]
    public async Task CallerThatBlocksForItsOwnNextRequest_GetsIt()
    {
        await OnDeviceAsync(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(Sector, _file.WriteAsync(Sector, new byte[Sector]).AsTask().GetAwaiter().GetResult());
                Assert.Equal(Sector, _file.ReadAsync(0, new byte[Sector]).AsTask().GetAwaiter().GetResult());
            }
        });
    }

    [Fact]
    public async Task CallersCode_OwnsNothing()
    {
        await OnDeviceAsync(() =>
        {
            _volume.ThrowIfBusy();
            Assert.Equal(Sector, _file.Write(0, new byte[Sector], IoFlags.NoWait));
        });
    }

    [Fact]
    public async Task CallerThatClosesTheVolume_DoesNotWaitForItself()
    {
        await OnDeviceAsync(() =>
        {
            _file.Dispose();
            _volume.Dispose();
        });

        using Volume again = Volume.Open(_folder["volume"]);
        Assert.Empty(await again.CheckAsync());
    }

    [Fact]
    public async Task ClosedWhileCallersBlock_DoesNotWaitForThem()
    {
        using ManualResetEventSlim letGo = new();
        Task[] blocked = await BlockThreadsAsync(letGo);
        try
        {
            _file.Dispose();
            await Task.Run(_volume.Dispose).WaitAsync(s_limit);
        }
        finally
        {
            letGo.Set();
        }

        await Task.WhenAll(blocked).WaitAsync(s_limit);
    }

    [Fact]
    public async Task WhatACallerDoesToItsThread_NobodyElseSees()
    {
        AsyncLocal<int> local = new();
        int seen = 0;
        for (int i = 0; i < 200; i++)
        {
            TaskCompletionSource<int> ran = new(TaskCreationOptions.RunContinuationsAsynchronously);
            ValueTaskAwaiter<int> read = _file.ReadAsync(0, new byte[Sector]).GetAwaiter();
            read.UnsafeOnCompleted(() =>
            {
                if (IsOnDevice)
                {
                    Interlocked.Add(ref seen, local.Value + (SynchronizationContext.Current is null ? 0 : 1));
                    local.Value = 1;
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                }

                ran.SetResult(read.GetResult());
            });
            Assert.Equal(Sector, await ran.Task.WaitAsync(s_limit));
        }

        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task RequestThatFails_ThrowsWhereItIsAwaited()
    {
        LinuxCalls.Open(_folder["volume"], LinuxCalls.ReadWrite, out SafeFileHandle file);
        using (file)
        {
            RandomAccess.SetLength(file, 0);
            await Assert.ThrowsAsync<BlockDeviceException>(
                () => Task.Run(async () => await _file.ReadAsync(0, new byte[Sector])).WaitAsync(s_limit));
            _volume.ThrowIfBusy();
            RandomAccess.SetLength(file, 4 << 20);
        }
    }

    private static bool IsOnDevice => Thread.CurrentThread.Name == "block device";

    /// <summary>Two callers that keep the threads they came back on, which are the device's.</summary>
    private async Task<Task[]> BlockThreadsAsync(ManualResetEventSlim letGo)
    {
        using CountdownEvent blocked = new(2);
        Task[] callers = [.. Enumerable.Range(0, 2).Select(_ => OnDeviceAsync(() =>
        {
            blocked.Signal();
            letGo.Wait();
        }))];
        await Task.Run(blocked.Wait).WaitAsync(s_limit);
        return callers;
    }

    /// <summary>Runs an action on a thread of the device, where a caller is whose request ended after it was
    /// awaited.</summary>
    private Task OnDeviceAsync(Action action) => Task.Run(async () =>
    {
        byte[] buffer = new byte[Sector];
        while (!IsOnDevice)
            await _file.ReadAsync(0, buffer);

        action();
    }).WaitAsync(s_limit);

    /// <summary>Requests one after the other; tells which threads of the device they came back on.</summary>
    private async Task<List<bool>> MoveManyAsync(int count)
    {
        List<bool> wasOnDevice = [];
        byte[] buffer = new byte[Sector];
        for (int i = 0; i < count; i++)
        {
            if (i % 2 == 0)
                await _file.WriteAsync(i % 16 * Sector, buffer);
            else
                await _file.ReadAsync(i % 16 * Sector, buffer);

            wasOnDevice.Add(IsOnDevice);
        }

        return wasOnDevice;
    }
}
