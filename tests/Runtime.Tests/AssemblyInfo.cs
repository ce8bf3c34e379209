using Xunit;

// A child process that one test starts holds, until it has become another program, the file locks of all tests beside it:
// a device just closed would still be in use.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
