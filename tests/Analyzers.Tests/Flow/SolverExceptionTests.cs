using Xunit;

namespace ExtentLock.Analyzers.Tests.Flow;

/// <summary>Where exceptions go: handlers by type, filters, rethrows, and the tier they keep on the way.</summary>
public sealed class SolverExceptionTests
{
    [Fact]
    public void CallThatThrows_LeavesWithTheStateBeforeIt()
    {
        Probing probing = Probing.Solve("Set(\"one\"); Call(); Set(\"two\"); Call(); Set(\"three\");");

        Assert.Equal("call: one; call: two; return: three", probing.Exits);
    }

    [Fact]
    public void HandlerOfEverything_LetsNothingPass()
    {
        Probing probing = Probing.Solve("""
            try { Call(); Set("tried"); throw new InvalidOperationException(); }
            catch { Probe("caught"); }
            """);

        Assert.Equal("caught: start, tried", probing.Seen);
        Assert.Equal("return: start; return: tried", probing.Exits);
    }

    [Fact]
    public void HandlerOfException_TakesEverythingToo() =>
        Assert.Equal("return: start", Probing.Solve("try { Call(); } catch (Exception) { }").Exits);

    [Fact]
    public void HandlerOfOneType_MayOrMayNotTakeACall() => Assert.Equal(
        "call: start; return: caught; return: start",
        Probing.Solve("try { Call(); } catch (IOException) { Set(\"caught\"); }").Exits);

    [Fact]
    public void ThrownType_GoesToTheFirstHandlerOfABase()
    {
        Probing probing = Probing.Solve("""
            try { throw new FileNotFoundException(); }
            catch (ArgumentException) { Probe("wrong"); }
            catch (IOException) { Probe("right"); }
            catch (Exception) { Probe("late"); }
            """);

        Assert.Equal("right: start", probing.Seen);
        Assert.Equal("return: start", probing.Exits);
    }

    [Fact]
    public void ThrownTypeThatNoHandlerTakes_Leaves()
    {
        Probing probing = Probing.Solve("""
            try { throw new ArgumentException(); }
            catch (IOException) { Probe("wrong"); }
            """);

        Assert.Equal("", probing.Seen);
        Assert.Equal("throw: start", probing.Exits);
    }

    [Fact]
    public void ThrownBase_MayBeOfTheHandlersType() => Assert.Equal(
        "return: start; throw: start",
        Probing.Solve("Exception e = null; try { throw e; } catch (IOException) { }").Exits);

    [Fact]
    public void ThrowInsideAHandler_PassesItsSiblings()
    {
        Probing probing = Probing.Solve("""
            try { throw new IOException(); }
            catch (IOException) { throw new ArgumentException(); }
            catch (ArgumentException) { Probe("sibling"); }
            """);

        Assert.Equal("", probing.Seen);
        Assert.Equal("throw: start", probing.Exits);
    }

    [Fact]
    public void Filter_TakesOrRefuses()
    {
        Probing probing = Probing.Solve("""
            try { throw new IOException(); }
            catch (IOException) when (a) { Probe("taken"); Set("taken"); }
            """);

        Assert.Equal("taken: start", probing.Seen);
        Assert.Equal("return: taken; throw: start", probing.Exits);
    }

    [Fact]
    public void FilterThatKnowsTheState_DecidesByIt()
    {
        Probing probing = Probing.Solve("""
            try { if (a) Set("x"); throw new IOException(); }
            catch (IOException) when (Is("x")) { Probe("taken"); }
            """);

        Assert.Equal("taken: x", probing.Seen);
    }

    [Fact]
    public void RefusedByAFilter_GoesToTheNextHandler()
    {
        Probing probing = Probing.Solve("""
            try { throw new IOException(); }
            catch (IOException) when (a) { Probe("first"); }
            catch (IOException) { Probe("second"); }
            """);

        Assert.Equal("first: start; second: start", probing.Seen);
        Assert.Equal("return: start", probing.Exits);
    }

    [Fact]
    public void RethrowOfACall_IsStillACall()
    {
        Probing probing = Probing.Solve("try { Call(); } catch { Set(\"seen\"); throw; }");

        Assert.Equal("call: seen; return: start", probing.Exits);
    }

    [Fact]
    public void RethrowOfAThrow_IsStillThatThrow()
    {
        Probing probing = Probing.Solve("try { throw new IOException(); } catch { Set(\"seen\"); throw; }");

        Assert.Equal("throw: seen", probing.Exits);
    }

    [Fact]
    public void RethrowOfEither_KeepsThemApart()
    {
        Probing probing = Probing.Solve(
            "try { if (a) throw new IOException(); Call(); } catch { Set(\"seen\"); throw; }");

        Assert.Equal("call: seen; return: start; throw: seen", probing.Exits);
    }

    [Fact]
    public void NewThrowInAHandler_IsAThrow() => Assert.Equal(
        "return: start; throw: start", Probing.Solve("try { Call(); } catch { throw new IOException(); }").Exits);

    [Fact]
    public void HandlerLeftNormally_ForgetsWhatItCaught()
    {
        Probing probing = Probing.Solve("""
            try { Call(); } catch { Set("handled"); }
            Call();
            """);

        Assert.Equal("call: handled; call: start; return: handled; return: start", probing.Exits);
    }

    [Fact]
    public void NestedHandlers_RethrowWhatEachCaught()
    {
        Probing probing = Probing.Solve("""
            try { throw new IOException(); }
            catch
            {
                try { Call(); }
                catch { Set("inner"); }
                throw;
            }
            """);

        Assert.Equal("throw: inner; throw: start", probing.Exits);
    }

    [Fact]
    public void HandlerAndFinally_RunInThatOrder()
    {
        Probing probing = Probing.Solve("""
            try { Call(); Set("tried"); }
            catch (IOException) { Set("handled"); }
            finally { Probe("finally"); }
            """);

        Assert.Equal("finally: handled, start, tried", probing.Seen);
        Assert.Equal("call: start; return: handled; return: tried", probing.Exits);
    }

    [Fact]
    public void CallThatNeverReturns_EndsThePath()
    {
        Probing probing = Probing.Solve("if (a) { Stop(); Probe(\"dead\"); } Probe(\"alive\");");

        Assert.Equal("alive: start", probing.Seen);
        Assert.Equal("return: start", probing.Exits);
    }

    [Fact]
    public void SwitchExpressionWithoutADefault_ThrowsNothingOfItsOwn() => Assert.Equal(
        "return: start", Probing.Solve("int k = n switch { 1 => 2, _ => 3 };").Exits);
}
