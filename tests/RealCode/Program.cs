using System;
using System.Linq;
using ExtentLock.RealCode;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run --project tests/RealCode -- FOLDER...   analyses every .cs file below each folder");
    return 2;
}

return args.Select(SourceTree.Analyze).ToList().Sum(failures => failures) == 0 ? 0 : 1;
