using System.CommandLine;

namespace LongRag.Cli.Commands.Dataset;

/// <summary><c>longrag dataset</c>: training sets from questions with answers.</summary>
internal static class DatasetCommand
{
    public static Command Create() => new("dataset", "Write training sets from a collection and questions with answers, as chat lines that tuning tools read.")
    {
        HardNegativesCommand.Create(),
        RagTuningCommand.Create(),
    };
}
