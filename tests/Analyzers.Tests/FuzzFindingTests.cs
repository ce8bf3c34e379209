using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Checks;
using Xunit;

namespace ExtentLock.Analyzers.Tests;

/// <summary>Programs on which the analysis once failed, found by tests/Fuzz, in their smallest form.</summary>
public sealed class FuzzFindingTests
{
    [Fact]
    public Task LambdaInATryThatLeavesByACall_IsNotCaughtAroundIt_Reports() => Pairing.Members("""
        void M(bool a)
        {
            try
            {
                Task.Run(() =>
                {
                    _lock.Enter();
                    if (a)
                        {|EXL0001:throw new IOException();|}
                    _lock.Exit();
                });
            }
            finally
            {
                Work();
                if (a)
                    Work();
            }
        }
        """);

    [Fact]
    public Task LambdaInATryThatReleasesOnEveryWay_IsSilent() => Pairing.Members("""
        void M(bool a)
        {
            try
            {
                Task.Run(() =>
                {
                    _lock.Enter();
                    try
                    {
                        if (a)
                            throw new IOException();
                    }
                    finally
                    {
                        _lock.Exit();
                    }
                });
            }
            catch (IOException)
            {
                Work();
            }
        }
        """);
}
