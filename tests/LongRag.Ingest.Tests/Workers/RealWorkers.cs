namespace LongRag.Ingest.Tests.Workers;

/// <summary>Workers with the readers of the product, which this assembly is when it is told so.</summary>
internal static class RealWorkers
{
    public const string Verb = "worker";

    public static WorkerOptions Options { get; } = new() { Command = new WorkerCommand("dotnet", [typeof(RealWorkers).Assembly.Location, Verb]) };
}
