//// DeadLetterSwitch BUG1=EXL0003 BUG2=EXL0001,EXL0002
public enum Disposition { Accepted, Released, Rejected, Modified }

public class SettlementWorker(SemaphoreSlim sessionLock)
{
    private readonly SemaphoreSlim _sessionLock = sessionLock;
    protected virtual Task SettleAsync(string tag, string how) => Task.CompletedTask;

    public async Task<bool> ProcessAsync(string tag, Func<Task<Disposition>> handler)
    {
        await _sessionLock.WaitAsync();
        try
        {
            switch (await handler())
            {
                case Disposition.Accepted:
                    await SettleAsync(tag, "accept");
                    return true;
                case Disposition.Released:
                    await SettleAsync(tag, "release");
#if BUG1
                    _sessionLock.Release();
#endif
                    return false;
                case Disposition.Modified:
                    goto case Disposition.Released;
                case Disposition.Rejected:
                default:
                    break;
            }

            await SettleAsync(tag, "dead-letter");
            return false;
        }
        catch (TimeoutException) when (tag.Length > 100)
        {
            return false;
        }
        finally
        {
            _sessionLock.Release();
        }
    }

#if BUG2
    public async Task<string> PeekAsync(Func<Task<Disposition>> handler)
    {
        await _sessionLock.WaitAsync();
        Disposition disposition = await handler();
        switch (disposition)
        {
            case Disposition.Accepted:
                _sessionLock.Release();
                return "ok";
            case Disposition.Modified:
                return "modified";
            default:
                _sessionLock.Release();
                return "";
        }
    }
#endif
}

//// ReceiverWithLinkedTokens BUG1=EXL0001,EXL0005 BUG2=EXL0003
public sealed class Receiver
{
    private readonly SemaphoreSlim _receiveLock = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<CancellationToken, Task<string?>> _receive;

    public Receiver(Func<CancellationToken, Task<string?>> receive) => _receive = receive ?? throw new ArgumentNullException(nameof(receive));

    public async IAsyncEnumerable<string> MessagesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        while (!linked.IsCancellationRequested)
        {
            string? message;
            await _receiveLock.WaitAsync(linked.Token);
            try
            {
                message = await _receive(linked.Token);
            }
            catch (OperationCanceledException) when (linked.IsCancellationRequested)
            {
                yield break;
            }
            finally
            {
#if !BUG1
                _receiveLock.Release();
#endif
            }

            if (message is not null)
                yield return message;
        }
    }

    public async Task<string?> ReceiveAsync(TimeSpan maxWait, CancellationToken ct)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        linked.CancelAfter(maxWait);
#if BUG2
        try
        {
            await _receiveLock.WaitAsync(linked.Token).ConfigureAwait(false);
            return await _receive(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _receiveLock.Release();
        }
#else
        try
        {
            await _receiveLock.WaitAsync(linked.Token).ConfigureAwait(false);
            try
            {
                return await _receive(linked.Token).ConfigureAwait(false);
            }
            finally
            {
                _receiveLock.Release();
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
#endif
    }
}
