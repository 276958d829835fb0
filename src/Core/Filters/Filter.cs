using System.Text.Json;

namespace LongRag;

/// <summary>How a field is compared with a value.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Eq,

    /// <summary>Not equal; also true where the field is absent.</summary>
    Ne,

    /// <summary>Greater.</summary>
    Gt,

    /// <summary>Greater or equal.</summary>
    Gte,

    /// <summary>Less.</summary>
    Lt,

    /// <summary>Less or equal.</summary>
    Lte,

    /// <summary>Holds the text, whatever the case.</summary>
    Contains,
}

/// <summary>
/// A condition on documents. Fields are metadata names and the built-in <c>id</c>, <c>source</c>, <c>title</c>, <c>media_type</c>, <c>tags</c>.
/// A field with several values satisfies a comparison where one of them does (<see cref="Comparison.Ne"/>: where none equals).
/// A number is compared with numbers, and with strings that are numbers, as a double; text that is no number is compared ordinally with text that is no number; true and false are compared as the text they are written as.
/// A number and a text that is none are neither equal nor in any order. <see cref="Comparison.Contains"/> compares texts, also of numbers.
/// </summary>
public abstract partial record Filter
{
    private Filter() { }

    /// <summary>All of them hold; true for none.</summary>
    public sealed record And(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>One of them holds; false for none.</summary>
    public sealed record Or(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Filter Part) : Filter;

    /// <summary>A field compared with a value.</summary>
    public sealed record Compare(string Field, Comparison Comparison, FilterValue Value) : Filter;

    /// <summary>A field equals one of the values.</summary>
    public sealed record In(string Field, IReadOnlyList<FilterValue> Values) : Filter;

    /// <summary>A field is there (or, with false, is not).</summary>
    public sealed record Exists(string Field, bool Present = true) : Filter;

    /// <summary>The values of a field of a document, built-in or from its metadata.</summary>
    public static IEnumerable<FilterValue> ValuesOf(string field, DocumentId id, string source, string title, string mediaType, IReadOnlyList<string> tags, IReadOnlyDictionary<string, JsonElement> metadata) => field switch
    {
        "id" => [FilterValue.Of(id.Value)],
        "source" => [FilterValue.Of(source)],
        "title" => [FilterValue.Of(title)],
        "media_type" => [FilterValue.Of(mediaType)],
        "tags" => tags.Select(FilterValue.Of),
        _ => metadata.TryGetValue(field, out var value) ? FilterValue.AllOf(value) : [],
    };
}

/// <summary>One value of a field: its text, and its number where it is one.</summary>
/// <param name="Text">As written.</param>
/// <param name="Number">Its numeric value; null where it is no number.</param>
public readonly record struct FilterValue(string Text, double? Number)
{
    /// <summary>A value that may be a number in invariant notation.</summary>
    public static FilterValue Of(string text) => new(text, double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null);

    /// <summary>Whether this value of a field satisfies a comparison with <paramref name="other"/>, the value a filter names. For <see cref="Comparison.Ne"/>: whether it differs.</summary>
    public bool Satisfies(Comparison comparison, FilterValue other)
    {
        if (comparison == Comparison.Contains) return Text.Contains(other.Text, StringComparison.OrdinalIgnoreCase);
        int? order = (Number, other.Number) switch
        {
            ({ } mine, { } theirs) => mine.CompareTo(theirs),
            (null, null) => string.CompareOrdinal(Text, other.Text),
            _ => null,
        };
        return comparison switch
        {
            Comparison.Eq => order == 0,
            Comparison.Ne => order != 0,
            Comparison.Gt => order > 0,
            Comparison.Gte => order >= 0,
            Comparison.Lt => order < 0,
            Comparison.Lte => order <= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
        };
    }

    /// <summary>The comparable values of a metadata value: itself, or the members of an array. Null and objects have none.</summary>
    public static IEnumerable<FilterValue> AllOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [Of(value.GetString()!)],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [Of(value.GetRawText())],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(AllOf),
        _ => [],
    };
}
