using System;
using System.Threading;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>The tests hold the latch throughout, so that turns pass only when they say so.</summary>
public sealed class ReturnWatchTests
{
    private readonly object _latch = new();
    private readonly ReturnWatch _watch;
    private bool _isNeeded;
    private int _wakes;

    public ReturnWatchTests() => _watch = new ReturnWatch(_latch, () => _isNeeded, () => _wakes++);

    [Fact]
    public void ThreadThatStaysAway_IsCountedOnNoLongerAndOthersAreWoken()
    {
        lock (_latch)
        {
            _watch.Expect(new ThreadReturn { InFlight = 3 });
            _watch.PassTurn();
            Assert.Equal((1, 3, 1), (_watch.Expected, _watch.InFlight, _wakes));

            _watch.PassTurn();
            Assert.Equal((0, 0, 2), (_watch.Expected, _watch.InFlight, _wakes));
            _watch.Stop();
        }
    }

    [Fact]
    public void ThreadThatIsSeenAgain_IsCountedOnAgain()
    {
        lock (_latch)
        {
            ThreadReturn thread = new();
            for (int i = 0; i < 5; i++)
            {
                _watch.Expect(thread);
                _watch.PassTurn();
                Assert.Equal(1, _watch.Expected);
            }

            _watch.Forget(thread);
            Assert.Equal(0, _watch.Expected);
            _watch.Stop();
        }
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void ThreadThatLetRequestsWait_IsNotTrustedForAWhile(bool isNeeded, int expected)
    {
        lock (_latch)
        {
            ThreadReturn thread = new();
            _isNeeded = isNeeded;
            _watch.Expect(thread);
            _watch.PassTurn();
            _watch.PassTurn();

            _watch.Expect(thread);
            Assert.Equal(expected, _watch.Expected);

            while (thread.Distrust > 0)
                _watch.Expect(thread);

            _watch.Expect(thread);
            Assert.Equal(1, _watch.Expected);
            _watch.Stop();
        }
    }

    [Fact]
    public void WatchWithoutAThread_CountsOnNobodyUntilItGetsOne()
    {
        bool isShort = true;
        ReturnWatch watch = new(_latch, () => false, () => { }, _ =>
        {
            if (isShort)
                throw new OutOfMemoryException();
        });
        lock (_latch)
        {
            ThreadReturn thread = new();
            watch.Expect(thread);
            Assert.Equal((0, ThreadReturn.Nowhere), (watch.Expected, thread.Place));

            isShort = false;
            watch.Expect(thread);
            Assert.Equal(1, watch.Expected);
            watch.Stop();
        }
    }

    [Fact]
    public void OneOfSeveralThatComes_LeavesTheOthers()
    {
        lock (_latch)
        {
            ThreadReturn[] threads = [new() { InFlight = 1 }, new() { InFlight = 2 }, new() { InFlight = 4 }];
            foreach (ThreadReturn thread in threads)
                _watch.Expect(thread);

            _watch.Forget(threads[0]);
            _watch.Forget(threads[0]);
            Assert.Equal((2, 6), (_watch.Expected, _watch.InFlight));

            _watch.Forget(threads[2]);
            Assert.Equal((1, 2), (_watch.Expected, _watch.InFlight));
            _watch.Stop();
        }
    }
}
