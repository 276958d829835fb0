using System.Text.Json;
using CsCheck;

namespace LongRag.Core.Tests.Filters;

/// <summary>Documents and filters to try filters with.</summary>
internal static class FilterCases
{
    public static readonly string[] Fields = ["author", "year", "tags", "title", "not", "two words"];
    public static readonly string[] Texts = ["Smith", "smith", "2020", "2020.0", "-3", "1e3", "", "true", "in", "it's \"so\"", "Ångström", "a b"];

    public static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    public static Gen<Filter> Any { get; } = Gen.Recursive<Filter>((depth, inner) =>
    {
        var field = OneOf(Fields);
        var value = OneOf(Texts).Select(FilterValue.Of);
        var leaf = Gen.OneOf<Filter>(
            Gen.Select(field, Gen.Enum<Comparison>(), value, (f, c, v) => (Filter)new Filter.Compare(f, c, v)),
            Gen.Select(field, value.List[1, 3], (f, v) => (Filter)new Filter.In(f, v)),
            Gen.Select(field, f => (Filter)new Filter.Exists(f)));
        if (depth > 3) return leaf;
        return Gen.OneOf(leaf, inner.List[2, 3].Select(p => (Filter)new Filter.And(p)), inner.List[2, 3].Select(p => (Filter)new Filter.Or(p)), inner.Select(p => (Filter)new Filter.Not(p)));
    });

    public static Gen<DocumentSummary> Document { get; } = Gen.Select(
        OneOf(Texts).List[0, 2],
        OneOf(Texts).List[0, 2],
        OneOf("null", "2020", "\"2020\"", "true", "[1, \"Smith\"]", "{}", "1999.5"),
        (tags, authors, year) => Summary($$"""{"author": {{JsonSerializer.Serialize(authors)}}, "year": {{year}}, "not": 1}""", [.. tags]));

    public static DocumentSummary Summary(string metadata, params string[] tags) => new()
    {
        Id = DocumentId.From("default", "notes/a.md"), Collection = "default", Source = "notes/a.md", Title = "Smith", MediaType = "text/markdown", Tags = tags,
        Metadata = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(metadata)!, ContentHash = "", TextLength = 0, Passages = 0, StoredAt = default, Sequence = 1,
    };

    /// <summary>The filter in the short syntax, everything quoted and in parentheses.</summary>
    public static string Short(Filter filter) => filter switch
    {
        Filter.And and => $"({string.Join(" and ", and.Parts.Select(Short))})",
        Filter.Or or => $"({string.Join(" or ", or.Parts.Select(Short))})",
        Filter.Not not => $"not ({Short(not.Part)})",
        Filter.Compare c => $"{Quoted(c.Field)} {new[] { "=", "!=", ">", ">=", "<", "<=", "~" }[(int)c.Comparison]} {Quoted(c.Value.Text)}",
        Filter.In i => $"{Quoted(i.Field)} in ({string.Join(", ", i.Values.Select(v => Quoted(v.Text)))})",
        Filter.Exists e => $"exists({Quoted(e.Field)})",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <summary>The filter in JSON.</summary>
    public static string Json(Filter filter) => filter switch
    {
        Filter.And and => $$"""{"$and":[{{string.Join(',', and.Parts.Select(Json))}}]}""",
        Filter.Or or => $$"""{"$or":[{{string.Join(',', or.Parts.Select(Json))}}]}""",
        Filter.Not not => $$"""{"$not":{{Json(not.Part)}}}""",
        Filter.Compare c => Member(Escaped(c.Field), Member("\"$" + new[] { "eq", "ne", "gt", "gte", "lt", "lte", "contains" }[(int)c.Comparison] + "\"", Escaped(c.Value.Text))),
        Filter.In i => Member(Escaped(i.Field), Member("\"$in\"", $"[{string.Join(',', i.Values.Select(v => Escaped(v.Text)))}]")),
        Filter.Exists e => Member(Escaped(e.Field), Member("\"$exists\"", e.Present ? "true" : "false")),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static string Member(string name, string value) => $"{{{name}:{value}}}";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Escaped(string text) => JsonSerializer.Serialize(text);
}
