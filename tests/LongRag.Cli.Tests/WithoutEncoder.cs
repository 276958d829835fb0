using System.Runtime.CompilerServices;

namespace LongRag.Cli.Tests;

/// <summary>Most tests here are about something else than vectors, and are faster without them. <see cref="HybridTests"/> run in processes of their own, with the encoder.</summary>
internal static class WithoutEncoder
{
    public const string Variable = "LongRag__Retrieval__Encoder";

    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable(Variable, "none");
}
