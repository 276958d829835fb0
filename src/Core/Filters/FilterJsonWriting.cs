using System.Buffers;
using System.Text.Json;

namespace LongRag;

public static partial class FilterJson
{
    /// <summary>The JSON form of a filter; <see cref="Read"/> gives an equal one back.</summary>
    /// <exception cref="LongRagException"><c>bad_filter</c>: a field whose name has no JSON form (empty, or with <c>$</c> in front).</exception>
    public static JsonElement Write(Filter filter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, filter);
        using var document = JsonDocument.Parse(buffer.WrittenMemory, Options);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, Filter filter)
    {
        writer.WriteStartObject();
        switch (filter)
        {
            case Filter.And and:
                Write(writer, "$and", and.Parts);
                break;
            case Filter.Or or:
                Write(writer, "$or", or.Parts);
                break;
            case Filter.Not not:
                writer.WritePropertyName("$not");
                Write(writer, not.Part);
                break;
            case Filter.Compare compare:
                writer.WriteStartObject(Named(compare.Field));
                writer.WriteString("$" + compare.Comparison.ToString().ToLowerInvariant(), compare.Value.Text);
                writer.WriteEndObject();
                break;
            case Filter.In within:
                writer.WriteStartArray(Named(within.Field));
                foreach (var value in within.Values) writer.WriteStringValue(value.Text);
                writer.WriteEndArray();
                break;
            case Filter.Exists exists:
                writer.WriteStartObject(Named(exists.Field));
                writer.WriteBoolean("$exists", exists.Present);
                writer.WriteEndObject();
                break;
            default:
                throw new NotSupportedException($"{filter.GetType().Name} is no filter known here.");
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<Filter> parts)
    {
        writer.WriteStartArray(name);
        foreach (var part in parts) Write(writer, part);
        writer.WriteEndArray();
    }

    private static string Named(string field) => field is "" or ['$', ..] ? throw new LongRagException("bad_filter", $"Bad filter: the field '{field}' has no JSON form.") : field;
}
