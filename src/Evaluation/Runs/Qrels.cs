using System.Globalization;

namespace LongRag.Evaluation;

/// <summary>Relevance judgments: query, document, grade. Grades at or above a level (1 by default) are relevant, 0 is judged and not relevant, below 0 is in the pool and not judged.</summary>
public sealed class Qrels
{
    private const string BeirHeader = "query-id\tcorpus-id\tscore";
    private readonly Dictionary<string, Dictionary<string, int>> _byQuery = new(StringComparer.Ordinal);
    private readonly List<string> _queries = [];

    private Qrels()
    {
    }

    /// <summary>Judgments from memory.</summary>
    /// <exception cref="ArgumentException">A document is judged twice for a query.</exception>
    public Qrels(IEnumerable<(string Query, string Document, int Grade)> judgments)
    {
        ArgumentNullException.ThrowIfNull(judgments);
        foreach (var (query, document, grade) in judgments)
            if (!TryAdd(query, document, grade)) throw new ArgumentException($"'{document}' is judged twice for query '{query}'.", nameof(judgments));
    }

    /// <summary>The judged queries, in the order of the file.</summary>
    public IReadOnlyList<string> Queries => _queries;

    /// <summary>The grades of a query's documents; empty for a query that is not judged.</summary>
    public IReadOnlyDictionary<string, int> this[string query] => _byQuery.TryGetValue(query, out var grades) ? grades : EmptyGrades;

    private static Dictionary<string, int> EmptyGrades { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether any document is judged for the query.</summary>
    public bool Contains(string query) => _byQuery.ContainsKey(query);

    /// <summary>
    /// Reads judgments, plain or gzip: TREC's <c>query 0 document grade</c> with blanks and lines of comment after <c>#</c>, or BEIR's
    /// <c>query document grade</c> with tabs below the header <c>query-id corpus-id score</c>. The first line tells which.
    /// </summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> with file and line: a line that is malformed or blank, a grade that is no whole number, a document judged twice, no judgment at all.</exception>
    public static Qrels Read(string path)
    {
        var qrels = new Qrels();
        var isBeir = false;
        foreach (var (number, line) in InputLines.Read(path))
        {
            if (number == 1 && line.AsSpan().TrimEnd('\t').SequenceEqual(BeirHeader))
            {
                isBeir = true;
                continue;
            }

            if (!isBeir && line.StartsWith('#')) continue;
            var (query, document, grade) = isBeir ? BeirFields(path, number, line) : TrecFields(path, number, line);
            if (!int.TryParse(grade, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                throw InputLines.Bad(path, number, $"the grade '{grade}' is no whole number");
            if (!qrels.TryAdd(query, document, value)) throw InputLines.Bad(path, number, $"'{document}' is judged twice for query '{query}'");
        }

        return qrels._queries.Count > 0 ? qrels : throw new LongRagException("bad_input", $"{path}: no judgment in it");
    }

    private static (string Query, string Document, string Grade) TrecFields(string path, int number, string line)
    {
        var fields = new LineFields(line);
        var query = fields.Next().ToString();
        fields.Next();
        var (document, grade) = (fields.Next().ToString(), fields.Next().ToString());
        if (grade.Length == 0 || fields.Next().Length > 0) throw InputLines.Bad(path, number, "not the four fields 'query 0 document grade'");
        return (query, document, grade);
    }

    private static (string Query, string Document, string Grade) BeirFields(string path, int number, string line) =>
        line.Split('\t') is [{ Length: > 0 } query, { Length: > 0 } document, { Length: > 0 } grade]
            ? (query, document, grade)
            : throw InputLines.Bad(path, number, "not the three fields query, document and grade, with tabs between");

    private bool TryAdd(string query, string document, int grade)
    {
        if (!_byQuery.TryGetValue(query, out var grades))
        {
            _byQuery.Add(query, grades = new Dictionary<string, int>(StringComparer.Ordinal));
            _queries.Add(query);
        }

        return grades.TryAdd(document, grade);
    }
}
