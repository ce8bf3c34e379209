using System;
using System.Linq;
using ExtentLock.RealCode;
using ExtentLock.RealCode.Seeding;

bool isSeeded = args.Contains("--seeded");
string[] folders = [.. args.Where(argument => argument != "--seeded")];
if (folders.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run --project tests/RealCode -- [--seeded] FOLDER...");
    Console.Error.WriteLine("  analyses every .cs file below each folder and prints every report");
    Console.Error.WriteLine("  --seeded: plants one defect after the other and asks which of them are reported");
    return 2;
}

if (isSeeded)
{
    Tally total = new();
    foreach (string folder in folders)
        total.Add(SeedCampaign.Run(folder));
    if (folders.Length > 1)
        total.Print("all");
    return 0;
}

return folders.Select(SourceTree.Analyze).ToList().Sum(failures => failures) == 0 ? 0 : 1;
