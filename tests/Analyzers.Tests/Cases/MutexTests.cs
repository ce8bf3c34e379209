using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A mutex whose owner died is the waiter's, and one may be owned as soon as it is made.</summary>
public sealed class MutexTests
{
    [Fact]
    public Task AbandonedMutexIsReleased_IsSilent() => Team.Sees("""
        sealed class Shared(string path)
        {
            public void Write(string text)
            {
                using var mutex = new Mutex(false, path);
                bool owned = false;
                try
                {
                    try
                    {
                        owned = mutex.WaitOne(TimeSpan.FromSeconds(10), false);
                        if (!owned)
                            throw new TimeoutException();
                    }
                    catch (AbandonedMutexException)
                    {
                        owned = true;
                    }

                    File.WriteAllText(path, text);
                }
                finally
                {
                    if (owned)
                        mutex.ReleaseMutex();
                }
            }
        }
        """);

    [Fact]
    public Task OtherExceptionOfTheWait_DoesNotGetTheMutex_Reports() => Team.Sees("""
        sealed class Shared(string path)
        {
            public void Write(string text)
            {
                using var mutex = new Mutex(false, path);
                bool owned = false;
                try
                {
                    try
                    {
                        owned = mutex.WaitOne(TimeSpan.FromSeconds(10), false);
                        if (!owned)
                            throw new TimeoutException();
                    }
                    catch (OverflowException)
                    {
                        owned = true;
                    }

                    File.WriteAllText(path, text);
                }
                finally
                {
                    if (owned)
                        {|EXL0003:mutex.ReleaseMutex()|};
                }
            }
        }
        """);

    [Fact]
    public Task AbandonedMutexIsForgotten_Reports() => Team.Sees("""
        sealed class Shared(string path)
        {
            private readonly Mutex _mutex = new(false, path);

            public int Length()
            {
                bool owned = false;
                try
                {
                    owned = _mutex.WaitOne(TimeSpan.FromSeconds(1));
                }
                catch (AbandonedMutexException)
                {
                    {|EXL0001:return -1;|}
                }

                int length = path.Length;
                if (owned)
                    _mutex.ReleaseMutex();
                return length;
            }
        }
        """);

    [Theory]
    [InlineData("_mutex.WaitOne();")]
    [InlineData("if (!_mutex.WaitOne(1000)) return -2;")]
    [InlineData("WaitHandle.WaitAny([_mutex]);")]
    public Task AbandonedMutexOfAWaitThatStandsAlone_IsForgotten_Reports(string wait) =>
        Team.Sees(WaitsAndGivesUp("Mutex _mutex = new()", wait, "{|EXL0001:return -1;|}", "_mutex.ReleaseMutex()"));

    [Theory]
    [InlineData("_mutex.WaitOne();")]
    [InlineData("WaitHandle.WaitAny([_mutex]);")]
    public Task AbandonedMutexOfAWaitThatStandsAlone_IsReleased_IsSilent(string wait) => Team.Sees(WaitsAndGivesUp(
        "Mutex _mutex = new()", wait, "_mutex.ReleaseMutex(); return -1;", "_mutex.ReleaseMutex()"));

    [Fact]
    public Task SemaphoreIsNeverAbandoned_IsSilent() => Team.Sees(WaitsAndGivesUp(
        "SemaphoreSlim _slots = new(1)", "_slots.Wait();", "return -1;", "_slots.Release()"));

    [Fact]
    public Task EitherOfTwoMutexesIsAbandoned_NobodyCanTell_IsSilent() => Team.Sees(WaitsAndGivesUp(
        "Mutex _mutex = new(), _other = new()",
        "_mutex.WaitOne(); _mutex.ReleaseMutex(); _other.WaitOne();",
        "return -1;",
        "_other.ReleaseMutex()"));

    [Fact]
    public Task AnotherLockHeldAroundAWait_IsKeptSafeByTheHandler_IsSilent() => Team.Sees("""
        sealed class Shared
        {
            private readonly Mutex _mutex = new();
            private readonly object _gate = new();

            [ReleasesOnAllPaths(On = Exits.All)]
            public void Touch()
            {
                Monitor.Enter(_gate);
                try
                {
                    _mutex.WaitOne();
                }
                catch (AbandonedMutexException)
                {
                }

                Monitor.Exit(_gate);
                _mutex.ReleaseMutex();
            }
        }
        """);

    [Fact]
    public Task MutexOwnedFromTheStart_IsReleased_IsSilent() => Team.Sees("""
        static class Setup
        {
            public static int Run(Func<int> setup)
            {
                var mutex = new Mutex(true, "setup", out bool isNew);
                if (!isNew && !mutex.WaitOne(TimeSpan.FromMinutes(1)))
                    return -1;
                try
                {
                    return setup();
                }
                finally
                {
                    mutex.ReleaseMutex();
                }
            }
        }
        """);

    [Fact]
    public Task MutexNotOwnedFromTheStart_IsReleasedWhereTheWaitWasLeftOut_Reports() => Team.Sees("""
        static class Setup
        {
            public static int Run(Func<int> setup)
            {
                var mutex = new Mutex(false, "setup", out bool isNew);
                if (!isNew && !mutex.WaitOne(TimeSpan.FromMinutes(1)))
                    return -1;
                try
                {
                    return setup();
                }
                finally
                {
                    {|EXL0003:mutex.ReleaseMutex()|};
                }
            }
        }
        """);

    private static string WaitsAndGivesUp(string locks, string wait, string given, string release) => $$"""
        sealed class Shared
        {
            private readonly {{locks}};
            private int _length;

            public int Length()
            {
                try
                {
                    {{wait}}
                }
                catch (AbandonedMutexException)
                {
                    {{given}}
                }

                int length = _length;
                {{release}};
                return length;
            }
        }
        """;
}
