using System;
using System.IO;

namespace ExtentLock.Tests.Storage;

/// <summary>A new folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("extentlock-").FullName;

    internal string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
