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

    public static Filter? Parse(string? filter) => filter is null ? null : LongRag.Filter.Parse(filter);
}
