using LongRag.Ingest;
using LongRag.Ingest.Tests;
using LongRag.Ingest.Tests.Workers;

// With one of these words the assembly is the worker process that a test needs; otherwise it runs its tests, as the entry point that xunit.v3 would generate does.
return args switch
{
    [ScriptedReader.Verb] => await ReadWorkerProgram.RunWithAsync(_ => new ScriptedReader()),
    [RealWorkers.Verb] => await ReadWorkerProgram.RunAsync(),
    _ when args.Any(a => a is "--server" or "--internal-msbuild-node") => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
