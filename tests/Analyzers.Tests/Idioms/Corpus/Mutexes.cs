//// SingleInstance
const string MutexName = @"Global\Contoso.Agent";
using var mutex = new Mutex(initiallyOwned: true, MutexName, out bool createdNew);
if (!createdNew)
{
    Console.Error.WriteLine("Another instance is already running.");
    return 1;
}

try
{
    Console.WriteLine("Agent running, press enter to stop.");
    Console.ReadLine();
}
finally
{
    mutex.ReleaseMutex();
}

return 0;

//// InstanceForTheProcess BUG1=EXL0001
internal static class Program
{
    private static Mutex? s_instance;

    [STAThread]
    private static void Main(string[] args)
    {
        s_instance = new Mutex(true, "{8F6F0AC4-B9A1-45fd-A8CF-72F04E6BDE8F}", out bool created);
        if (!created)
        {
            return;
        }

        Run(args);
        GC.KeepAlive(s_instance);
    }

    private static void Run(string[] args) => Console.WriteLine(args.Length);

#if BUG1
    private static void Restart(Mutex m)
    {
        m.WaitOne();
        if (Environment.HasShutdownStarted)
            return;
        m.ReleaseMutex();
    }
#endif
}

//// AbandonedFile BUG1=EXL0003
public class SharedConfigFile
{
    private readonly string _path;
    public SharedConfigFile(string path) => _path = path;

    public void Write(string content)
    {
        using var mutex = new Mutex(false, "Global\\" + _path.Replace('\\', '_'));
        bool hasHandle = false;
        try
        {
            try
            {
                hasHandle = mutex.WaitOne(TimeSpan.FromSeconds(10), false);
                if (!hasHandle)
                    throw new TimeoutException("Timeout waiting for exclusive access");
            }
            catch (AbandonedMutexException)
            {
                // The other process died; the mutex is ours now.
                hasHandle = true;
            }

            File.WriteAllText(_path, content);
        }
        finally
        {
#if BUG1
            mutex.ReleaseMutex();
#else
            if (hasHandle)
                mutex.ReleaseMutex();
#endif
        }
    }
}

//// MachineWide BUG1=EXL0003
public static class MachineWide
{
    public static T Run<T>(string name, TimeSpan timeout, Func<T> action)
    {
        using (var mutex = new Mutex(false, name))
        {
            var owned = false;
            try
            {
                owned = mutex.WaitOne(timeout);
            }
            catch (AbandonedMutexException)
            {
                owned = true;
            }

            if (!owned)
            {
#if BUG1
                mutex.ReleaseMutex();
#endif
                throw new TimeoutException($"Could not acquire {name} within {timeout}.");
            }

            try
            {
                return action();
            }
            finally
            {
                mutex.ReleaseMutex();
            }
        }
    }
}

//// LogFile BUG1=EXL0001,EXL0002
public static class LogFile
{
    private static readonly Mutex Mutex = new Mutex(false, @"Global\app-log");

    public static void Append(string line)
    {
        Mutex.WaitOne();
        try
        {
            using (var w = new StreamWriter("app.log", append: true))
                w.WriteLine(line);
        }
        catch (UnauthorizedAccessException)
        {
            // nothing that we could do about it
#if BUG1
            return;
        }
        Mutex.ReleaseMutex();
#else
        }
        finally
        {
            Mutex.ReleaseMutex();
        }
#endif
    }
}

//// UpdateOnlyOne BUG1=EXL0003
public sealed class Updater
{
    public bool TryUpdate(Func<bool> update)
    {
        using (var mutex = new Mutex(false, "Global\\Contoso.Updater"))
        {
            if (mutex.WaitOne(0))
            {
                try
                {
                    return update();
                }
                finally
                {
                    mutex.ReleaseMutex();
                }
            }
            else
            {
#if BUG1
                mutex.ReleaseMutex();
#endif
                Console.WriteLine("An update is in progress.");
                return false;
            }
        }
    }
}

//// AbandonedAtOnce BUG1=EXL0001,EXL0002
public class SpoolFile
{
    private readonly Mutex _mutex = new(false, @"Global\spool");

    public void Append(string s)
    {
        try
        {
            _mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            Console.WriteLine("A writer died; going on with its file.");
        }

        try
        {
            File.AppendAllText("spool", s);
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }
#if BUG1
    public void Trim()
    {
        try { _mutex.WaitOne(); }
        catch (AbandonedMutexException) { }
        if (!File.Exists("spool")) return;
        File.Delete("spool");
        _mutex.ReleaseMutex();
    }
#endif
}

//// AbandonedWithAFilter BUG1=EXL0003
public class LicenseFile
{
    public string Read(string path)
    {
        using var m = new Mutex(false, "Global\\lic");
        var owns = false;
        try
        {
            try
            {
                owns = m.WaitOne(5000);
            }
            catch (AbandonedMutexException ex) when (ex.Mutex == m || ex.Mutex is null)
            {
                owns = true;
            }

            return owns ? File.ReadAllText(path) : throw new TimeoutException();
        }
        finally
        {
#if BUG1
            m.ReleaseMutex();
#else
            if (owns) m.ReleaseMutex();
#endif
        }
    }
}

//// OwnedFromTheStart BUG1=EXL0003
public static class SetupGuard
{
    public static int Run(Func<int> setup)
    {
        bool isNew;
        var mutex = new Mutex(true, "Global\\setup", out isNew);
        if (!isNew)
        {
            if (!mutex.WaitOne(TimeSpan.FromMinutes(1)))
                return -1;
        }

        try
        {
            return setup();
        }
        finally
        {
            mutex.ReleaseMutex();
            mutex.Dispose();
        }
    }
#if BUG1
    private static readonly Mutex M = new();
    public static int Once(Func<int> setup)
    {
        if (!M.WaitOne(100)) { M.ReleaseMutex(); return 1; }
        try { return setup(); } finally { M.ReleaseMutex(); }
    }
#endif
}

//// DepthOfTheThread BUG1=EXL0001
public static class DbMutex
{
    private static readonly Mutex s_mutex = new();
    [ThreadStatic] private static int t_depth;

    public static void Run(Action action)
    {
        if (t_depth == 0)
            s_mutex.WaitOne();
        t_depth++;
        try
        {
            action();
        }
        finally
        {
            t_depth--;
            if (t_depth == 0)
                s_mutex.ReleaseMutex();
        }
    }
#if BUG1
    public static void RunOnce(Action action)
    {
        s_mutex.WaitOne();
        if (t_depth > 0) return;
        s_mutex.ReleaseMutex();
        action();
    }
#endif
}
