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

    public static Option<string?> Retriever()
    {
        var option = new Option<string?>("--retriever") { Description = "lexical (BM25 with a score for headings and for neighbouring words) or bm25 (plain). Default: the configuration's, lexical.", HelpName = "NAME" };
        option.AcceptOnlyFromAmong([.. RetrieverNames.All]);
        return option;
    }

    public static Filter? Parse(string? filter) => filter is null ? null : LongRag.Filter.Parse(filter);
}
