//// TurnOfTheRoom BUG1=EXL0002 BUG2=EXL0001
public abstract class RoomBase
{
    private readonly object _room = new();
    protected bool IsOpen { get; private set; } = true;

    protected abstract void OnMessage(string text);
    protected virtual void OnClosing() { }

    public bool Post(string text)
    {
        Monitor.Enter(_room);
        try
        {
            if (!IsOpen) return false;
            OnMessage(text);
            return true;
        }
        finally { Monitor.Exit(_room); }
    }

    public void Close()
    {
        Monitor.Enter(_room);
#if BUG1
        OnClosing();
        IsOpen = false;
        Monitor.Exit(_room);
#else
        try
        {
            OnClosing();
            IsOpen = false;
        }
        finally { Monitor.Exit(_room); }
#endif
    }
}

public sealed class ChatRoom : RoomBase
{
    private readonly Lock _history = new();
    private readonly List<string> _lines = new();

    protected override void OnMessage(string text)
    {
        using (_history.EnterScope())
            _lines.Add(text);
    }

    protected override void OnClosing()
    {
#if BUG2
        _history.Enter();
        if (_lines.Count == 0)
            return;
        _lines.Clear();
        _history.Exit();
#else
        lock (_history)
            _lines.Clear();
#endif
    }
}
