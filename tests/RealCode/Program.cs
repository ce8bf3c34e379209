using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.RealCode;
using ExtentLock.RealCode.Seeding;

bool isSeeded = args.Contains("--seeded");
var choice = SeedChoice.From(args, out List<string> folders);
if (folders.Count == 0 || choice is null)
{
    Console.Error.WriteLine(
        "usage: dotnet run --project tests/RealCode -- [--seeded [--fixes] [--every N] [--in TEXT]] FOLDER...");
    Console.Error.WriteLine("  analyses every .cs file below each folder and prints every report");
    Console.Error.WriteLine("  --seeded: plants one defect after the other and asks which of them are reported");
    Console.Error.WriteLine("  --fixes: asks for a fix of each of these reports, too, and how long that takes");
    Console.Error.WriteLine("  --every N: only each Nth defect, the same on every run");
    Console.Error.WriteLine("  --in TEXT: only in files whose path has this text");
    return 2;
}

if (isSeeded)
{
    Tally total = new();
    foreach (string folder in folders)
        total.Add(SeedCampaign.Run(folder, choice));
    if (folders.Count > 1)
        total.Print("all");
    return 0;
}

return folders.Select(SourceTree.Analyze).ToList().Sum(failures => failures) == 0 ? 0 : 1;
