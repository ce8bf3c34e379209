using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Objects that are a resource themselves: their factory acquires them, their own Dispose gives them back.</summary>
public sealed class OwnDisposeTests
{
    [Fact]
    public Task UsingOfAClassWhoseDisposeReleasesIt_IsSilent() => Verify("""
        public sealed class Handle : IDisposable
        {
            public int Size => 0;
            [Releases("this")] public void Dispose() { }
        }

        public sealed class Store
        {
            [Acquires("return")] public Handle Open(string name) => throw new IOException(name);
            public int Length(string name)
            {
                using Handle handle = Open(name);
                Touch(handle.Size);
                return handle.Size;
            }
            public async Task<int> LengthAsync(string name)
            {
                using Handle handle = Open(name);
                await Task.Delay(handle.Size);
                return handle.Size;
            }
            public void Touch(int size) => Console.WriteLine(size);
        }
        """);

    [Fact]
    public Task UsingOfAClassThatIsNotSealed_IsSilent() => Verify("""
        public class Handle : IDisposable
        {
            [Releases("this")] public void Dispose() => GC.SuppressFinalize(this);
        }

        public sealed class Store
        {
            [Acquires("return")] public Handle Open(string name) => throw new IOException(name);
            public void Length(string name)
            {
                using (Handle handle = Open(name))
                    Console.WriteLine(handle);
            }
        }
        """);

    [Fact]
    public Task ClassOpenedAndNotDisposedOnOnePath_Reports() => Verify("""
        public sealed class Handle : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        public sealed class Store
        {
            [Acquires("return")] public Handle Open(string name) => throw new IOException(name);
            public int Length(string name)
            {
                Handle handle = Open(name);
                if (name.Length > 3)
                    {|EXL0001:return 1;|}
                handle.Dispose();
                return 0;
            }
        }
        """);

    [Fact]
    public Task DisposeThatSaysNothing_IsTheReleaseAndSilent() => Verify("""
        public sealed class Handle : IDisposable
        {
            public void Dispose() { }
        }

        public sealed class Store
        {
            [Acquires("return")] public static Handle Open(string name) => throw new IOException(name);
            public void Check(string name)
            {
                using Handle handle = Open(name);
                if (name.Length > 3)
                    throw new IOException(name);
            }
            public void CheckByHand(string name)
            {
                Handle handle = Open(name);
                try
                {
                    if (name.Length > 3)
                        throw new IOException(name);
                }
                finally
                {
                    handle.Dispose();
                }
            }
        }
        """);

    [Fact]
    public Task DisposeThatSaysNothingAndIsSkipped_Reports() => Verify("""
        public sealed class Handle : IDisposable
        {
            public void Dispose() { }
        }

        public sealed class Store
        {
            [Acquires("return")] public static Handle Open(string name) => throw new IOException(name);
            public void Check(string name)
            {
                Handle handle = Open(name);
                if (name.Length > 3)
                    {|EXL0001:throw new IOException(name);|}
                handle.Dispose();
            }
        }
        """);

    [Fact]
    public Task ThrowUnderTwoUsingsInAnAsyncMember_IsSilent() => Verify("""
        public readonly struct Lease : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        public abstract class Ranges
        {
            [Acquires("return")] public abstract ValueTask<Lease> LockAsync(long start);
        }

        public sealed class Store
        {
            public async ValueTask CopyAsync(Ranges source, Ranges target, long start)
            {
                using Lease first = await source.LockAsync(start);
                using Lease second = await target.LockAsync(start);
                if (start < 0)
                    throw new IOException("before the start");
                await Task.Delay(1);
            }
        }
        """);

    [Fact]
    public Task ThrowBetweenLeaseAndDispose_Reports() => Verify("""
        public readonly struct Lease : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        public abstract class Ranges
        {
            [Acquires("return")] public abstract ValueTask<Lease> LockAsync(long start);
        }

        public sealed class Store
        {
            public async ValueTask CopyAsync(Ranges source, long start)
            {
                Lease first = await source.LockAsync(start);
                if (start < 0)
                    {|EXL0001:throw new IOException("before the start");|}
                first.Dispose();
            }
        }
        """);

    private static Task Verify(string source) => ExtentLock.Testing.Verify<ExtentLockAnalyzer>.Source("""
        using System;
        using System.IO;
        using System.Threading.Tasks;
        using ExtentLock.Contracts;

        """ + source, Pairing.Surroundings with { Disabled = ["EXL0008", "EXL1006"] });
}
