using LongRag.Retrievers.Tests;
using LongRag.Retrievers.Tests.Dense;

// With this word the assembly is the second process that a test kills; otherwise it runs its tests, as the entry point that xunit.v3 would generate does.
return args switch
{
    [KilledEmbedding.Verb, var folder] => await KilledEmbedding.EmbedAsync(folder),
    _ when args.Any(a => a is "--server" or "--internal-msbuild-node") => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
