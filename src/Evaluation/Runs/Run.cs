using System.Globalization;

namespace LongRag.Evaluation;

/// <summary>A system's rankings for many queries.</summary>
public sealed class Run
{
    private readonly Dictionary<string, RankedList> _byQuery;

    /// <param name="tag">Name of the run, no white space in it.</param>
    /// <param name="lists">One list a query.</param>
    /// <exception cref="ArgumentException">Two lists for a query.</exception>
    public Run(string tag, IEnumerable<RankedList> lists)
    {
        Tag = tag;
        Lists = [.. lists];
        _byQuery = Lists.ToDictionary(list => list.Query, StringComparer.Ordinal);
    }

    /// <summary>Name of the run: the last field of the last line of a file.</summary>
    public string Tag { get; }

    /// <summary>One list a query, in the order of the file.</summary>
    public IReadOnlyList<RankedList> Lists { get; }

    /// <summary>The list of a query; null where nothing was retrieved.</summary>
    public RankedList? this[string query] => _byQuery.GetValueOrDefault(query);

    /// <summary>
    /// Reads a TREC run, plain or gzip: <c>query Q0 document rank score tag</c>, blanks between, more fields ignored, blank lines and lines of comment after <c>#</c> skipped.
    /// The order is that of <see cref="RankedList.Sorted"/>; the rank and the order of the lines mean nothing.
    /// </summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> with file and line: too few fields, a score that is no finite number, a document twice for a query, no line at all.</exception>
    public static Run Read(string path)
    {
        var byQuery = new Dictionary<string, List<RunEntry>>(StringComparer.Ordinal);
        var lookup = byQuery.GetAlternateLookup<ReadOnlySpan<char>>();
        var queries = new List<string>();
        var (query, entries, tag) = ("", default(List<RunEntry>), "");
        foreach (var (number, line) in InputLines.Read(path))
        {
            var fields = new LineFields(line);
            var named = fields.Next();
            if (named.IsEmpty || named[0] == '#') continue;
            fields.Next();
            var document = fields.Next();
            fields.Next();
            var scoreText = fields.Next();
            var tagText = fields.Next();
            if (tagText.IsEmpty) throw InputLines.Bad(path, number, "fewer than the six fields 'query Q0 document rank score tag'");
            if (!double.TryParse(scoreText, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) || !double.IsFinite(score))
                throw InputLines.Bad(path, number, $"the score '{scoreText}' is no finite number");
            if ((entries is null || !named.SequenceEqual(query)) && !lookup.TryGetValue(named, out query!, out entries))
            {
                query = named.ToString();
                byQuery.Add(query, entries = []);
                queries.Add(query);
            }

            entries!.Add(new RunEntry(document.ToString(), score));
            if (!tagText.SequenceEqual(tag)) tag = tagText.ToString();
        }

        if (queries.Count == 0) throw new LongRagException("bad_input", $"{path}: no line of a run in it");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var named in queries)
        {
            seen.Clear();
            if (!byQuery[named].TrueForAll(entry => seen.Add(entry.Document))) throw Duplicate(path, named);
        }

        return new Run(tag, queries.Select(named => RankedList.Sorted(named, byQuery[named])));
    }

    /// <summary>Names the line, which costs a second look at the file and no memory while all is well.</summary>
    private static LongRagException Duplicate(string path, string query)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (number, line) in InputLines.Read(path))
        {
            var fields = new LineFields(line);
            if (!fields.Next().SequenceEqual(query)) continue;
            fields.Next();
            var document = fields.Next().ToString();
            if (!seen.Add(document)) return InputLines.Bad(path, number, $"'{document}' is there twice for query '{query}'");
        }

        return new LongRagException("bad_input", $"{path}: a document is there twice for query '{query}'");
    }
}
