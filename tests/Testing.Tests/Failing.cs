using System;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Testing.Tests;

/// <summary>Asserts that a verification fails, and for the reason named.</summary>
internal static class Failing
{
    internal static async Task With(string reason, Task verification)
    {
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => verification);
#if OTHER_WORDS
        Assert.NotEmpty(failure.Message + reason);
#else
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
#endif
    }
}
