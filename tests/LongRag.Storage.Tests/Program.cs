using LongRag.Storage.Tests;

// With one of these words the assembly is the second process that a test needs; otherwise it runs its tests, as the entry point that xunit.v3 would generate does.
return args switch
{
    ["save-until-killed", var seed, .. var place] => await SecondProcess.SaveUntilKilledAsync(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), place),
    ["hold-lock", var folder] => SecondProcess.HoldLock(folder),
    ["open-for-reading", var path] => await SecondProcess.OpenForReadingAsync(path),
    _ when args.Any(a => a is "--server" or "--internal-msbuild-node") => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
