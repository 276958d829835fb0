namespace LongRag;

public abstract partial record Filter
{
    /// <summary>The filter that the text means: JSON (<see cref="FilterJson"/>) where it begins with <c>{</c>, else the short syntax (<see cref="FilterSyntax"/>).</summary>
    /// <exception cref="LongRagException"><c>bad_filter</c>, with the position and what was expected there.</exception>
    public static Filter Parse(string text) => text.AsSpan().TrimStart() is ['{', ..] ? FilterJson.Parse(text) : FilterSyntax.Parse(text);

    /// <summary>Whether the document satisfies the filter.</summary>
    public bool Matches(DocumentSummary document) => this switch
    {
        And and => and.Parts.All(p => p.Matches(document)),
        Or or => or.Parts.Any(p => p.Matches(document)),
        Not not => !not.Part.Matches(document),
        Compare { Comparison: Comparison.Ne } compare => !ValuesOf(compare.Field, document).Any(v => v.Satisfies(Comparison.Eq, compare.Value)),
        Compare compare => ValuesOf(compare.Field, document).Any(v => v.Satisfies(compare.Comparison, compare.Value)),
        In within => ValuesOf(within.Field, document).Any(v => within.Values.Any(w => v.Satisfies(Comparison.Eq, w))),
        Exists exists => ValuesOf(exists.Field, document).Any() == exists.Present,
        _ => throw new NotSupportedException($"{GetType().Name} is no filter known here."),
    };

    private static IEnumerable<FilterValue> ValuesOf(string field, DocumentSummary document) =>
        ValuesOf(field, document.Id, document.Source, document.Title, document.MediaType, document.Tags, document.Metadata);
}
