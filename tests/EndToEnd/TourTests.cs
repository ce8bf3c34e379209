using System.IO;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.EndToEnd;

/// <summary>The first command of the README: it shows the whole chain, and its exit code says whether it held.</summary>
[Collection(PackedFeed.Name)]
public sealed class TourTests
{
    private static readonly string Configuration =
        typeof(TourTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [Fact]
    public async Task Tour_RefusesFixesBuildsAndRuns()
    {
        using TemporaryFolder temporary = new();
        Run run = await DotNet.RunAsync(
            Feed.Repository,
            packageCache: null,
            ["run", "--project", "samples/Tour", "--no-build", "-c", Configuration, .. InTemporary(temporary)]);

        run.Succeeds()
            .Says("error EXL1001:").Says("findings at 7 returns.")
            .Says("●").Says("✗")
            .Says("-         return Errno.NotBlockDevice;").Says("+         goto unlock_err;")
            .Says("No finding is left.")
            .Says("[8192, 16384) Locked, held by first reader").Says("[0, 16384) Locked, held by second reader")
            .Says("every step did what it should");
        Assert.Empty(Directory.GetDirectories(temporary.Path, "extentlock-tour-*"));
    }

    [Fact]
    public async Task TourWithoutAnalyzers_SaysWhichStepFailed()
    {
        using TemporaryFolder tour = new();
        string built = Path.Combine(Feed.Repository, "samples", "Tour", "bin", Configuration, "net10.0");
        foreach (string file in Directory.GetFiles(built))
            File.Copy(file, tour[Path.GetFileName(file)]);

        Run run = await DotNet.RunAsync(tour.Path, packageCache: null, [tour["Tour.dll"]]);

        run.Fails().Says("`dotnet build` should have been refused by EXL1001").IsSilentAbout("every step did");
    }

    private static string[] InTemporary(TemporaryFolder folder) =>
        ["-e", "TMPDIR=" + folder.Path, "-e", "TMP=" + folder.Path];
}
