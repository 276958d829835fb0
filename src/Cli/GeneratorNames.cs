using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Generator;

namespace LongRag.Cli;

/// <summary>The generators by name, for evaluation.</summary>
internal static class GeneratorNames
{
    private const string Extractive = "extractive";
    private const string ScriptedEnds = "scripted-ends";
    private const int DefaultEnds = 2;

    public static Option<string> Option()
    {
        var option = new Option<string>("--generator")
        {
            Description = "extractive, or scripted-ends: the same, but blind to all evidence except the first and last two pieces; it stands in for a model that loses the middle.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Extractive,
        };
        option.AcceptOnlyFromAmong(Extractive, ScriptedEnds);
        return option;
    }

    public static Option<int?> Sentences() => new("--sentences") { Description = "Most sentences that the extractive generator quotes, 1 to 10 (default: 3).", HelpName = "N" };

    /// <summary>The generator of that name.</summary>
    public static IAnswerGenerator Of(string name, int? sentences)
    {
        if (sentences is < 1 or > 10) throw new LongRagException("bad_argument", "--sentences is 1 to 10.");
        var extractive = new ExtractiveGenerator(new ExtractiveOptions { MostSentences = sentences ?? new ExtractiveOptions().MostSentences });
        return string.Equals(name, ScriptedEnds, StringComparison.Ordinal) ? new ScriptedEnds(extractive, DefaultEnds) : extractive;
    }
}
