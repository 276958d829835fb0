using LongRag.Hosting.Tests;
using LongRag.Ingest;

// With one word the assembly is the reading process that a test needs; otherwise it runs its tests, as the entry point that xunit.v3 would generate does.
return args switch
{
    [FragileReader.Verb] => await ReadWorkerProgram.RunWithAsync(type => new FragileReader(ReaderCatalog.Find(type))),
    _ when args.Any(a => a is "--server" or "--internal-msbuild-node") => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
