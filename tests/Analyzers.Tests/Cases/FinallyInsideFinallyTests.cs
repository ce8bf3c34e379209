using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A loop over an enumerator in a finally has a finally of its own: each way out stays by itself through both.</summary>
public sealed class FinallyInsideFinallyTests
{
    [Fact]
    public Task PutIntoAListThatThrows_IsLeftByTheExceptionOnly_IsSilent() => Team.Sees("""
        sealed class Transfer
        {
            public int Count(object gate)
            {
                var held = new List<object>();
                int sum = 0;
                try
                {
                    Monitor.Enter(gate);
                    held.Add(gate);
                    sum++;
                }
                finally
                {
                    foreach (object one in held)
                        Monitor.Exit(one);
                }

                return sum;
            }
        }
        """);

    [Fact]
    public Task PutIntoAListAfterAReturn_Reports() => Team.Sees("""
        sealed class Transfer
        {
            public int Count(object gate, bool isEmpty)
            {
                var held = new List<object>();
                int sum = 0;
                try
                {
                    Monitor.Enter(gate);
                    if (isEmpty)
                        {|EXL0001:return 0;|}
                    held.Add(gate);
                    sum++;
                }
                finally
                {
                    foreach (object one in held)
                        Monitor.Exit(one);
                }

                return sum;
            }
        }
        """);
}
