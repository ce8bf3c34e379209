using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Locks in fields that are static, or replaced while somebody holds them.</summary>
public sealed class FieldTests
{
    [Fact]
    public Task StaticLockByBothItsNames_IsSilent() => Team.Sees("""
        static class Ids
        {
            private static readonly object Gate = new();
            private static int _last;

            public static int Next()
            {
                Monitor.Enter(Gate);
                int id = ++_last;
                Monitor.Exit(Ids.Gate);
                return id;
            }
        }
        """);

    [Fact]
    public Task StaticLockForgotten_Reports() => Team.Sees("""
        static class Ids
        {
            private static readonly object Gate = new();
            private static int _last;

            public static int Next()
            {
                Monitor.Enter(Gate);
                if (_last == int.MaxValue)
                    {|EXL0001:return -1;|}
                int id = ++_last;
                Monitor.Exit(Ids.Gate);
                return id;
            }
        }
        """);

    [Fact]
    public Task LockReplacedWhileItIsHeld_Reports() => Team.Sees("""
        sealed class Log
        {
            private object _gate = new();
            private int _lines;

            public void Reset()
            {
                Monitor.Enter(_gate);
                _lines = 0;
                _gate = new object();
                Monitor.Exit(_gate);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task LockReplacedAndReleasedByItsFormerName_IsSilent() => Team.Sees("""
        sealed class Log
        {
            private object _gate = new();
            private int _lines;

            public void Reset()
            {
                object former = _gate;
                Monitor.Enter(former);
                _lines = 0;
                _gate = new object();
                Monitor.Exit(former);
            }
        }
        """);
}
