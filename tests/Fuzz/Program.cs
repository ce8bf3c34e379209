using System;
using ExtentLock.Fuzz;

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

return new Campaign(options).Run() == 0 ? 0 : 1;
