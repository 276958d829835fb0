using System.Text.Json;

namespace LongRag;

/// <summary>
/// The JSON form of a <see cref="Filter"/>: <c>{"author":"Smith","year":{"$gte":2020}}</c> with <c>$and $or $not</c> over objects and
/// <c>$eq $ne $gt $gte $lt $lte $in $nin $exists $contains</c> on a field. Several members of one object must all hold; an array as a field's value means <c>$in</c>.
/// </summary>
public static partial class FilterJson
{
    // One level of the filter takes up to three of JSON: the object, a list, the object in it.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = (FilterErrors.MaxDepth * 3) + 8 };

    /// <summary>The filter that the text means.</summary>
    /// <exception cref="LongRagException"><c>bad_filter</c>, with the position (for what is no JSON, else the path of the member) and what was expected there.</exception>
    public static Filter Parse(string text)
    {
        if (text.Length > FilterErrors.MaxLength) throw FilterErrors.TooLong(text.Length);
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return Read(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new LongRagException("bad_filter", $"Bad filter at line {failure.LineNumber + 1}, byte {failure.BytePositionInLine}: expected JSON.", failure);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair, escaped or not, is no text.
            throw new LongRagException("bad_filter", "Bad filter at $: expected text without half a surrogate pair.", failure);
        }
    }

    /// <inheritdoc cref="Parse"/>
    public static Filter Read(JsonElement element)
    {
        // Each value costs the index a pass: what a text may not be long enough for, an element may not hold either.
        var length = element.ValueKind is JsonValueKind.Undefined ? 0 : element.GetRawText().Length;
        return length > FilterErrors.MaxLength ? throw FilterErrors.TooLong(length) : Condition(element, "$", 0);
    }

    private static Filter Condition(JsonElement element, string path, int depth)
    {
        if (depth > FilterErrors.MaxDepth) throw new LongRagException("bad_filter", $"Bad filter at {path}: expected at most {FilterErrors.MaxDepth} levels of nesting.");
        if (element.ValueKind != JsonValueKind.Object) throw Unexpected("an object", element, path);
        return Joined([.. element.EnumerateObject().SelectMany(member => Member(member, $"{path}.{member.Name}", depth))]);
    }

    private static Filter Joined(List<Filter> parts) => parts is [var only] ? only : new Filter.And(parts);

    private static IEnumerable<Filter> Member(JsonProperty member, string path, int depth) => member.Name switch
    {
        "$and" => [new Filter.And(Conditions(member.Value, path, depth))],
        "$or" => [new Filter.Or(Conditions(member.Value, path, depth))],
        "$not" => [new Filter.Not(Condition(member.Value, path, depth + 1))],
        "" => throw new LongRagException("bad_filter", $"Bad filter at {path}: expected the name of a field."),
        ['$', ..] => throw new LongRagException("bad_filter", $"Bad filter at {path}: expected a field, $and, $or or $not."),
        _ => Field(member.Name, member.Value, path, depth),
    };

    private static List<Filter> Conditions(JsonElement list, string path, int depth) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select((part, i) => Condition(part, $"{path}[{i}]", depth + 1))]
        : throw Unexpected("an array of objects", list, path);

    private static IEnumerable<Filter> Field(string field, JsonElement value, string path, int depth) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Any() => value.EnumerateObject().Select(o => Operation(field, o, $"{path}.{o.Name}", depth)),
        JsonValueKind.Array => [new Filter.In(field, Values(value, path))],
        _ => [new Filter.Compare(field, Comparison.Eq, Value(value, path))],
    };

    private static Filter Operation(string field, JsonProperty operation, string path, int depth) => operation.Name switch
    {
        "$eq" => new Filter.Compare(field, Comparison.Eq, Value(operation.Value, path)),
        "$ne" => new Filter.Compare(field, Comparison.Ne, Value(operation.Value, path)),
        "$gt" => new Filter.Compare(field, Comparison.Gt, Value(operation.Value, path)),
        "$gte" => new Filter.Compare(field, Comparison.Gte, Value(operation.Value, path)),
        "$lt" => new Filter.Compare(field, Comparison.Lt, Value(operation.Value, path)),
        "$lte" => new Filter.Compare(field, Comparison.Lte, Value(operation.Value, path)),
        "$contains" => new Filter.Compare(field, Comparison.Contains, Value(operation.Value, path)),
        "$in" => new Filter.In(field, Values(operation.Value, path)),
        "$nin" => new Filter.Not(new Filter.In(field, Values(operation.Value, path))),
        "$exists" => new Filter.Exists(field, operation.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? operation.Value.GetBoolean() : throw Unexpected("true or false", operation.Value, path)),
        "$not" when depth < FilterErrors.MaxDepth && operation.Value.ValueKind == JsonValueKind.Object => new Filter.Not(Joined([.. Field(field, operation.Value, path, depth + 1)])),
        _ => throw new LongRagException("bad_filter", $"Bad filter at {path}: expected $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $contains or $not."),
    };

    private static List<FilterValue> Values(JsonElement list, string path) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select((value, i) => Value(value, $"{path}[{i}]"))]
        : throw Unexpected("an array of values", list, path);

    private static FilterValue Value(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => FilterValue.Of(value.GetString()!),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => FilterValue.Of(value.GetRawText()),
        _ => throw Unexpected("a string, a number, true or false", value, path),
    };

    private static LongRagException Unexpected(string expected, JsonElement found, string path) =>
        new("bad_filter", $"Bad filter at {path}: expected {expected}, found {found.ValueKind.ToString().ToLowerInvariant()}.");
}
