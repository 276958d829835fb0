using System.CommandLine;

namespace LongRag.Cli;

/// <summary>The option <c>--reranker</c> of search and ask.</summary>
internal static class RerankerOption
{
    public static Option<string?> Create() => new("--reranker")
    {
        Description = "What puts the first results in order: a name of the section Rankers of the configuration, or none. Default: the configuration's, else none.",
        HelpName = "NAME",
    };
}
