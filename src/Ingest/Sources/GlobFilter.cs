using Microsoft.Extensions.FileSystemGlobbing;

namespace LongRag.Ingest;

/// <summary>Includes and excludes of keys by glob.</summary>
internal sealed class GlobFilter
{
    private readonly Matcher _matcher = new(StringComparison.Ordinal);
    private readonly bool _takesAll;

    public GlobFilter(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        _takesAll = include.Count == 0 && exclude.Count == 0;
        _matcher.AddIncludePatterns(include.Count == 0 ? ["**/*"] : include.Select(Anywhere));
        _matcher.AddExcludePatterns(exclude.Select(Anywhere));
    }

    public bool Takes(string key) => _takesAll || _matcher.Match(key).HasMatches;

    private static string Anywhere(string glob) => glob.Contains('/', StringComparison.Ordinal) ? glob : "**/" + glob;
}
