using System.CommandLine;

namespace LongRag.Cli.Commands.Eval;

/// <summary><c>longrag eval</c>: measures retrievers, rerankers and answers.</summary>
internal static class EvalCommand
{
    public static Command Create() => new("eval", "Measure retrieval, ranking and answers.")
    {
        RunCommand.Create(),
        FollowIrCommand.Create(),
        InstructionsCommand.Create(),
        RerankCommand.Create(),
        RankRobustnessCommand.Create(),
        ReplayCommand.Create(),
        ExperimentCommand.Create(),
        MetricsCommand.Create(),
        PMrrCommand.Create(),
        TextCommand.Create(),
        CompareCommand.Create(),
        FuseCommand.Create(),
        ReportCommand.Create(),
        GoldenCommand.Create(),
        EvalAskCommand.Create(),
        EvalPositionCommand.Create(),
    };
}
