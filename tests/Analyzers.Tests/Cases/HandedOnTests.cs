using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A permit is handed to a function of the same body on one path, and forgotten on another.</summary>
public sealed class HandedOnTests
{
    [Fact]
    public Task RoundThatStartsNothing_Reports() => Team.Sees("""
        sealed class Sender(Func<string, Task> send)
        {
            public async Task SendAsync(string[] recipients)
            {
                var limit = new SemaphoreSlim(10);
                var running = new List<Task>();
                foreach (string recipient in recipients)
                {
                    await limit.WaitAsync();
                    if (recipient.Length == 0)
                        continue;
                    running.Add(Task.Run(async () =>
                    {
                        try
                        {
                            await send(recipient);
                        }
                        finally
                        {
                            limit.Release();
                        }
                    }));
                }

                await Task.WhenAll(running);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task RoundThatGivesItBack_IsSilent() => Team.Sees("""
        sealed class Sender(Func<string, Task> send)
        {
            public async Task SendAsync(string[] recipients)
            {
                var limit = new SemaphoreSlim(10);
                var running = new List<Task>();
                foreach (string recipient in recipients)
                {
                    await limit.WaitAsync();
                    if (recipient.Length == 0)
                    {
                        limit.Release();
                        continue;
                    }

                    running.Add(Task.Run(async () =>
                    {
                        try
                        {
                            await send(recipient);
                        }
                        finally
                        {
                            limit.Release();
                        }
                    }));
                }

                await Task.WhenAll(running);
            }
        }
        """);

    [Fact]
    public Task AllPermitsTakenAtTheEnd_WaitForEverybody_IsSilent() => Team.Sees("""
        sealed class Sender(Func<string, Task> send)
        {
            public async Task SendAsync(string[] recipients)
            {
                var limit = new SemaphoreSlim(3);
                foreach (string recipient in recipients)
                {
                    await limit.WaitAsync();
                    _ = Task.Run(async () =>
                    {
                        try
                        {
                            await send(recipient);
                        }
                        finally
                        {
                            limit.Release();
                        }
                    });
                }

                for (int i = 0; i < 3; i++)
                    await limit.WaitAsync();
            }
        }
        """);
}
