//// InstallerOrder BUG1=EXL0003
public static class Installer
{
    public static int Install(string package, bool wait)
    {
        Mutex? msi = null;
        bool mine = false;
        try
        {
            msi = Mutex.TryOpenExisting("Global\\_MSIExecute", out var existing) ? existing : new Mutex(false, "Global\\_MSIExecute");
            mine = wait ? msi.WaitOne() : msi.WaitOne(0);
            if (!mine)
                return 1618;
            return package.EndsWith(".msi", StringComparison.Ordinal) ? 0 : 1619;
        }
        catch (AbandonedMutexException)
        {
            mine = true;
            return 1603;
        }
        catch (UnauthorizedAccessException)
        {
            return 5;
        }
        finally
        {
#if BUG1
            msi?.ReleaseMutex();
#else
            if (mine)
                msi!.ReleaseMutex();
#endif
            msi?.Dispose();
        }
    }
}
