using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Generator;

namespace LongRag.Cli;

/// <summary>The options that choose a generator.</summary>
internal static class GeneratorOptions
{
    private const string ScriptedEnds = "scripted-ends";
    private const int DefaultEnds = 2;

    /// <summary>For evaluation.</summary>
    public static Option<string> Option() => new("--generator")
    {
        Description = "extractive; a chat model of the configuration or a GGUF file; or scripted-ends: extractive, but blind to all evidence except the first and last two pieces; it stands in for a model that loses the middle.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ExtractiveGenerator.Name,
    };

    public static Option<string?> Mode()
    {
        var option = new Option<string?>("--mode") { Description = "What a chat model writes: full sentences, a short answer, an answer with its reasoning before it, or a bare few words for models too small for a format (default: Generation:Mode of the configuration, full).", HelpName = string.Join('|', GeneratorNames.Modes) };
        option.AcceptOnlyFromAmong([.. GeneratorNames.Modes]);
        return option;
    }

    public static Option<int?> Sentences() => new("--sentences") { Description = "Most sentences that the extractive generator quotes, 1 to 10 (default: 3).", HelpName = "N" };

    public static Option<bool> ModelOnly() => new("--model-only") { Description = "Let nothing stand in for a chat model: what it writes counts, quoted or not, and its failure stops the run. With retrieved evidence an answer without a verified citation still counts as none." };

    /// <summary>The generator of that name; its model is not loaded yet.</summary>
    public static OpenGenerator Open(string name, Settings settings, GeneratorChoice choice)
    {
        if (choice.Sentences is < 1 or > 10) throw new LongRagException("bad_argument", "--sentences is 1 to 10.");
        return string.Equals(name, ScriptedEnds, StringComparison.Ordinal) ? new OpenGenerator(new ScriptedEnds(choice.Extractive(), DefaultEnds), null, null) : GeneratorNames.Open(name, settings, choice);
    }
}
