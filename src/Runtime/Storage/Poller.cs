namespace ExtentLock.Storage;

/// <summary>Somebody who submits requests to one device and comes back to ask for them: the threads of a
/// queue.</summary>
internal sealed class Poller
{
    private volatile bool _hasNews;

    /// <summary>Whether one of its requests has ended and was not asked for yet.</summary>
    internal bool HasNews
    {
        get => _hasNews;
        set => _hasNews = value;
    }

    internal ThreadReturn AtThreads { get; } = new();

    internal ThreadReturn AtRing { get; } = new();

    /// <summary>A thread is about to submit, and will ask soon.</summary>
    internal void WillAsk()
    {
        AtThreads.IsAway = false;
        AtRing.IsAway = false;
    }
}
