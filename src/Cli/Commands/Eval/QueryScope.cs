using System.Text.Json;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Which documents a query may rank.</summary>
/// <param name="Candidates">Only these; null for all.</param>
/// <param name="Excluded">Not these.</param>
/// <param name="Field">A metadata field that must have <paramref name="Value"/>; null for none.</param>
/// <param name="Value">What the field must say.</param>
internal sealed record QueryScope(IReadOnlySet<string>? Candidates, IReadOnlySet<string> Excluded, string? Field, string? Value)
{
    public static QueryScope All { get; } = new(null, new HashSet<string>(), null, null);

    /// <summary>The condition for the index. It compares numbers as numbers: "01" is "1" there. Of candidates <see cref="Allows"/> has the last word; of the field the index has.</summary>
    public Filter? Filter
    {
        get
        {
            Filter? candidates = Candidates is null ? null : new Filter.In("source", [.. Candidates.Order(StringComparer.Ordinal).Select(FilterValue.Of)]);
            Filter? within = Field is null ? null : new Filter.Compare(Field, Comparison.Eq, FilterValue.Of(Value!));
            return (candidates, within) switch
            {
                (null, _) => within,
                (_, null) => candidates,
                _ => new Filter.And([candidates, within]),
            };
        }
    }

    /// <summary>Whether the document may stand in the ranking.</summary>
    public bool Allows(string document) => !Excluded.Contains(document) && Candidates?.Contains(document) != false;

    /// <summary>The scope of a query of a set: its candidates, without what the set excludes and without itself.</summary>
    public static QueryScope Of(RetrievalSet set, RetrievalQuery query, IReadOnlySet<string>? candidates)
    {
        var excluded = set.Excluded.TryGetValue(query.Id, out var named) ? new HashSet<string>(named, StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
        // A query that is itself a document (ArguAna) has its name. Serial numbers are the same by chance (Cranfield, CACM).
        if (!query.Id.All(char.IsAsciiDigit)) excluded.Add(query.Id);
        var value = set.Within is null ? null : query.Metadata.TryGetValue(set.Within, out var given) && given.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? given.ToString()
            : throw new LongRagException("bad_input", $"The query '{query.Id}' has no '{set.Within}', within which it should be ranked.");
        return new QueryScope(candidates, excluded, set.Within, value);
    }
}
