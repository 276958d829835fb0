using System.CommandLine;

namespace LongRag.Cli.Commands;

/// <summary>Options that search and ask share.</summary>
internal static class QuestionOptions
{
    public static Option<string?> Filter() => new("--filter", "-f")
    {
        Description = "Only documents that match, e.g. 'author=Smith and year>=2020', or as JSON: '{\"year\":{\"$gte\":2020}}'.",
        HelpName = "CONDITION",
    };

    public static Option<string?> Retriever() => new("--retriever")
    {
        Description = "hybrid (words and meaning), lexical (BM25 with a score for headings and for neighbouring words), dense (meaning alone), bm25 (plain), or a name of the configuration. Default: the configuration's; hybrid, where an encoder is configured.",
        HelpName = "NAME",
    };

    public static Option<string?> Instruction() => new("--instruction")
    {
        Description = "What counts as relevant, in a sentence or more: 'Only articles that report a price. Mergers are not relevant.'",
        HelpName = "TEXT",
    };

    public static Filter? Parse(string? filter) => filter is null ? null : LongRag.Filter.Parse(filter);
}
