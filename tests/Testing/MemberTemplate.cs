using System;
using System.Linq;

namespace ExtentLock.Testing;

/// <summary>
/// Puts statements into the method M(bool a, bool b, int n) of a class C that has one lock of every kind of .NET.
/// Statements are indented as they stand in the file, so a fixed body compares to a formatted one.
/// </summary>
public static class MemberTemplate
{
    private static readonly string[] UsualUsings =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Threading",
        "System.Threading.Tasks",
    ];

    public static string Sync(string body, Surroundings surroundings) => Wrap("void M", body, surroundings);

    public static string Async(string body, Surroundings surroundings) => Wrap("async Task M", body, surroundings);

    private static string Wrap(string signature, string body, Surroundings surroundings)
    {
        string usings = string.Concat(UsualUsings.Concat(surroundings.Usings).Select(name => $"using {name};\n"));
        string members = surroundings.Members.Length == 0 ? string.Empty : Indented(surroundings.Members, 4) + "\n";
        return $$"""
            {{usings}}
            class C
            {
                private readonly object _gate = new object();
                private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);
                private readonly ReaderWriterLockSlim _rw = new ReaderWriterLockSlim();
                private readonly Lock _lock = new Lock();
                private readonly Mutex _mutex = new Mutex();
                private SpinLock _spin = new SpinLock();
            {{members}}
                {{signature}}(bool a, bool b, int n)
                {
            {{Indented(body, 8)}}
                }

                void Work() { }

                bool Check() => _mutex != null;
            }

            """;
    }

    private static string Indented(string text, int width)
    {
        string margin = new(' ', width);
        return string.Join('\n', text.Split('\n').Select(line => line.AsSpan().IsWhiteSpace() ? line : margin + line));
    }
}
