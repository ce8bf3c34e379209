using System;
using System.Linq;

namespace ExtentLock.Fuzz;

/// <summary>What a body may do at its level: return what, await, yield.</summary>
internal enum BodyKind
{
    /// <summary>It may not return at all.</summary>
    Nothing,

    Void,

    Int,

    Bool,

    Task,

    TaskOfInt,

    Iterator,

    AsyncIterator,
}

/// <summary>
/// Writes statements over the store <c>h</c>, the flags <c>a</c> and <c>x</c> and the numbers <c>n</c>, <c>k</c>,
/// <c>start</c> and <c>end</c>. Jumps stand mostly where the language allows them.
/// </summary>
internal sealed class BodyWriter(Random random, BodyKind kind)
{
    private static readonly string[] Conditions =
    [
        "a", "!a", "x", "!x", "a && x", "a || !x", "n > 3", "n == 1 || n == 2", "n < k", "(n & 1) != 0", "h.l.TryEnter()", "h.Ask()",
        "h.tree.TryLock()", "h.tree.LockOrError() == 0", "h.s.Wait(0)", "h.s.Wait(n) is false", "h.rw.TryEnterReadLock(1)",
        "Monitor.TryEnter(h.g)", "h.l.IsHeldByCurrentThread", "h.rw.IsWriteLockHeld", "h.m.WaitOne(5)", "h is { state: > 3 and not 7 }",
        "n is 1 or 2 or > 9", "h?.state == 3", "(n, k) is (1, 2)", "start < end", "(x = h.Ask())", "h.s.CurrentCount > 0",
        "n switch { 1 => a, 2 when x => h.l.TryEnter(), _ => false }", "a ? x : h.Ask()", "(x ? (bool?)a : null) ?? h.Ask()",
        "h.Count(() => { h.l.Enter(); return 1; }) > 0", "Monitor.IsEntered(h.g)", "WaitHandle.WaitAny(new WaitHandle[] { h.m, h.stop }, n) == 0",
        "WaitHandle.WaitAll([h.m, h.stop], 5)", "h.Doubled > 2", "h.IsBusy",
        "default(bool)", "true", "false",
    ];

    private static readonly string[] Actions =
    [
        "h.l.Enter();", "h.l.Exit();", "h.l.Enter();", "h.l.Exit();", "Monitor.Enter(h.g);", "Monitor.Exit(h.g);", "h.s.Wait();",
        "h.s.Release();", "h.rw.EnterReadLock();", "h.rw.ExitReadLock();", "h.rw.EnterWriteLock();", "h.rw.ExitWriteLock();",
        "h.rw.EnterUpgradeableReadLock();", "h.rw.ExitUpgradeableReadLock();", "h.m.WaitOne();", "h.m.ReleaseMutex();",
        "h.tree.Lock();", "h.tree.Unlock();", "h.tree.Lock();", "h.tree.Unlock();", "h.ranges.Lock(start, end);",
        "h.ranges.Unlock(start, end);", "h.ranges.Unlock(start, start + n); start += n;", "if (start < end) h.ranges.Unlock(start, end);",
        "x = false; Monitor.Enter(h.g, ref x);", "if (x) Monitor.Exit(h.g);", "x = h.l.TryEnter();", "if (x) h.l.Exit();",
        "x = h.tree.TryLock();", "if (x) h.tree.Unlock();", "n = h.tree.LockOrError();", "if (n == 0) h.tree.Unlock();",
        "h.Call();", "x = h.Ask();", "x = !x;", "x = a;", "n++;", "n = k;", "n = 2;", "k = n - 1;", "h.state = n;", "n |= 4;",
        "h.s.Release(n);", "h = All.S;", "h.many[n & 1].Enter();", "h.many[n & 1].Exit();", "(n, k) = (k, n);", "n += k << 2;",
        "foreach (var one in h.many) one.Enter();", "foreach (var one in h.many) one.Exit();", "h.l.Enter(); h.l.Exit();", ";",
        "Monitor.Wait(h.g); Monitor.PulseAll(h.g);", "checked { n *= k; }", "object o1 = h; (o1 as Store)?.l.Exit();",
        "_ = n switch { 1 => k, _ when x => n, _ => throw new InvalidOperationException() };", "System.Diagnostics.Debug.Assert(x);",
        "Parallel.For(0, n, i => { h.l.Enter(); h.l.Exit(); });", "new Thread(h.l.Exit).Start();", "ThreadPool.QueueUserWorkItem(_ => h.s.Release());",
        "dynamic d1 = h; d1.l.Exit();", "var q1 = from z in h.many where z.TryEnter() select z;", "Environment.FailFast(\"\");",
        "var g1 = new Guard(h.rw); h.Call(); g1.Dispose();", "new Guard(h.rw);", "Guard.Same(new Guard(h.rw));", "Guard.Drop(new Guard(h.rw));",
        "h.kept = new Guard(h.rw);", "h.kept?.Dispose();", "using (Guard.Same(new Guard(h.rw))) h.Call();", "using (var g1 = new Guard(h.rw)) { n++; }",
        "h?.state = n;", "h?.tree?.Unlock();", "h.Log($\"{n}{h.Ask()}\");", "h.Release();", "WaitHandle.WaitAll(new WaitHandle[] { h.m });",
        "var hs1 = new WaitHandle[] { h.m, h.stop }; n = WaitHandle.WaitAny(hs1);", "Span<int> p1 = stackalloc int[2]; p1[0] = n;", "var r1 = h with { };",
        "List<Lock> q1 = [.. h.many, h.l]; q1.ForEach(one => one.Exit());", "var (y1, _) = (n, h.l.TryEnter()); x = y1 > 0;",
        "if (h.TryGuard(out var y1) && y1.IsMine) y1.Dispose();", "if (h.many is [{ } y1, ..] && y1.TryEnter()) y1.Exit();",
        "end = Math.Min(end, start + n);", "int[] ns = [1, .. new[] { n }, k];", "ref int r1 = ref h.state; r1 = n;", "string s1 = $\"{n}{h.Ask()}\";",
    ];

    private static readonly string[] Awaits =
    [
        "await h.s.WaitAsync();", "await h.s.WaitAsync().ConfigureAwait(false);", "x = await h.s.WaitAsync(n);", "await h.CallAsync();",
        "await h.tree.LockAsync();", "var t1 = h.s.WaitAsync(); await t1;", "_ = h.s.WaitAsync();", "await Task.WhenAll(h.s.WaitAsync(), h.CallAsync());",
        "await foreach (var z in Empty()) { h.s.Release(); } async IAsyncEnumerable<int> Empty() { await Task.Yield(); yield break; }",
        "await using (new MemoryStream()) h.l.Enter();", "h.s.WaitAsync().GetAwaiter().GetResult();", "if (!await h.s.WaitAsync(5)) n++;",
    ];

    /// <summary>Pairs for bodies about one lock only, as people write them.</summary>
    private static readonly (string Acquire, string Release)[] Pairs =
    [
        ("h.l.Enter();", "h.l.Exit();"), ("Monitor.Enter(h.g);", "Monitor.Exit(h.g);"), ("h.s.Wait();", "h.s.Release();"),
        ("h.rw.EnterReadLock();", "h.rw.ExitReadLock();"), ("h.tree.Lock();", "h.tree.Unlock();"),
        ("h.ranges.Lock(start, end);", "h.ranges.Unlock(start, end);"), ("if (!h.tree.TryLock()) throw new IOException();", "h.tree.Unlock();"),
        ("x = h.l.TryEnter();", "if (x) h.l.Exit();"), ("if (h.tree.LockOrError() != 0) h.state++; else", "h.tree.Unlock();"),
    ];

    private static readonly string[] Quiet =
        ["h.Call();", "x = h.Ask();", "n++;", "k = n - 1;", "h.state = n;", ";", "if (h.Ask()) n = 2;"];

    private static readonly string[] Declaring = ["1 = ", "y1", "ns = ", "Empty"];

    private string[] _actions = Actions;
    private int _names;
    private bool _mayAwait = kind is BodyKind.Task or BodyKind.TaskOfInt or BodyKind.AsyncIterator;
    private bool _mayYield = kind is BodyKind.Iterator or BodyKind.AsyncIterator;
    private bool _mayLeave = kind != BodyKind.Nothing;
    private bool _inLoop;

    public string Condition() => Pick(Conditions);

    public string Block(int depth) =>
        "{ " + string.Join("\n", Enumerable.Range(0, random.Next(1, 5)).Select(_ => Statement(depth))) + " }";

    /// <summary>A block with one pair around what it does; some ways through it may forget the release.</summary>
    public string Paired(int depth)
    {
        (string acquire, string release) = Pairs[random.Next(Pairs.Length)];
        _actions = random.Next(3) == 0 ? [.. Quiet, release] : Quiet;
        return random.Next(3) == 0
            ? $"{{ {acquire}\nif ({Condition()}) {{ {release} {(_mayLeave ? Leave() : "")} }}\n{Block(depth)}\n{release} }}"
            : $"{{ {acquire}\n{Block(depth)}\n{release} }}";
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    private string Statement(int depth)
    {
        if (depth <= 0 || random.Next(10) < 5)
            return Flat();
        string inner() => Block(depth - 1);
        string name = $"v{_names++}";
        return random.Next(22) switch
        {
            0 or 1 or 2 => $"if ({Condition()}) {inner()}",
            3 or 4 => $"if ({Condition()}) {inner()} else {inner()}",
            5 => $"while ({Condition()}) {Looped(depth)}",
            6 => $"do {Looped(depth)} while ({Condition()});",
            7 => $"for (int {name} = 0; {name} < n; {name}++) {Looped(depth)}",
            8 => $"foreach (var {name} in h.many) {{ {name}.Enter(); {Looped(depth)} {name}.Exit(); }}",
            9 => $"try {Unyielding(depth)} catch {Unyielding(depth)}",
            10 => $"try {Unyielding(depth)} catch (IOException {name}) when ({Condition()}) {Unyielding(depth)}",
            11 => $"try {Unyielding(depth)} catch (InvalidOperationException) {{ {Unyielding(depth)} throw; }} finally {Closed(depth)}",
            12 or 13 => $"try {inner()} finally {Closed(depth)}",
            14 => $"lock (h.g) {Unawaiting(depth)}",
            15 => $"lock (h.l) {Unawaiting(depth)}",
            16 => $"using (h.l.EnterScope()) {Unawaiting(depth)}",
            17 => $"switch (n) {{ case 1: case 3: {inner()} break; case > 7 when {Condition()}: {inner()} break; default: {inner()} break; }}",
            18 => $"void L{name}() {Nested(BodyKind.Void, depth)} L{name}();",
            19 => $"Func<int> {name} = () => {{ {Nested(BodyKind.Int, depth)} return 1; }}; n = {name}();",
            20 => $"goto {name}; {name}: {inner()}",
            _ => $"{{ using var {name} = new MemoryStream(); {inner()} }}",
        };
    }

    private string Flat()
    {
        int choice = random.Next(20);
        if (choice == 0 && _mayLeave)
            return Leave();
        if (choice == 1 && _mayLeave)
            return "throw new InvalidOperationException();";
        if (choice == 2 && _inLoop)
            return random.Next(2) == 0 ? "break;" : "continue;";
        if (choice < 7 && _mayAwait && _actions == Actions)
            return Braced(Pick(Awaits));
        return choice == 7 && _mayYield ? "yield return n;" : Braced(Pick(_actions));
    }

    /// <summary>Declarations get a scope of their own, so that names may come twice.</summary>
    private static string Braced(string statement) =>
        Array.Exists(Declaring, word => statement.Contains(word, StringComparison.Ordinal))
            ? "{ " + statement + " }"
            : statement;

    private string Leave() => kind switch
    {
        BodyKind.Int or BodyKind.TaskOfInt => Pick(["return n;", "return 1;", "return x ? 1 : 0;"]),
        BodyKind.Bool => Pick(["return x;", "return true;", "return !a;"]),
        BodyKind.Iterator or BodyKind.AsyncIterator => "yield break;",
        _ => "return;",
    };

    private string Nested(BodyKind inside, int depth) => new BodyWriter(random, inside).Block(depth - 1);

    private string Looped(int depth)
    {
        (bool was, _inLoop) = (_inLoop, true);
        string text = Block(depth - 1);
        _inLoop = was;
        return text;
    }

    private string Unawaiting(int depth)
    {
        (bool await, bool yield) = (_mayAwait, _mayYield);
        (_mayAwait, _mayYield) = (false, false);
        string text = Block(depth - 1);
        (_mayAwait, _mayYield) = (await, yield);
        return text;
    }

    private string Unyielding(int depth)
    {
        (bool was, _mayYield) = (_mayYield, false);
        string text = Block(depth - 1);
        _mayYield = was;
        return text;
    }

    /// <summary>Control may not leave a finally but by an exception.</summary>
    private string Closed(int depth)
    {
        (bool leave, bool loop, bool yield) = (_mayLeave, _inLoop, _mayYield);
        (_mayLeave, _inLoop, _mayYield) = (false, false, false);
        string text = Block(depth - 1);
        (_mayLeave, _inLoop, _mayYield) = (leave, loop, yield);
        return text;
    }
}
