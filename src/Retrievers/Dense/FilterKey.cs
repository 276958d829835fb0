using System.Globalization;
using System.Text;

namespace LongRag.Retrievers.Dense;

/// <summary>A text that is the same for filters of the same form, and for no others.</summary>
internal static class FilterKey
{
    public static string Of(Filter filter)
    {
        var key = new StringBuilder();
        Add(key, filter);
        return key.ToString();
    }

    private static void Add(StringBuilder key, Filter filter)
    {
        switch (filter)
        {
            case Filter.And and:
                AddAll(key, "and", and.Parts);
                break;
            case Filter.Or or:
                AddAll(key, "or", or.Parts);
                break;
            case Filter.Not not:
                AddAll(key, "not", [not.Part]);
                break;
            case Filter.Compare compare:
                AddTexts(key, $"compare {(int)compare.Comparison}", [compare.Field, compare.Value.Text]);
                break;
            case Filter.In within:
                AddTexts(key, "in", [within.Field, .. within.Values.Select(v => v.Text)]);
                break;
            case Filter.Exists exists:
                AddTexts(key, exists.Present ? "exists" : "absent", [exists.Field]);
                break;
            default:
                throw new NotSupportedException($"{filter.GetType().Name} is no filter known here.");
        }
    }

    private static void AddAll(StringBuilder key, string name, IReadOnlyList<Filter> parts)
    {
        key.Append(CultureInfo.InvariantCulture, $"{name}({parts.Count}:");
        foreach (var part in parts) Add(key, part);
        key.Append(')');
    }

    private static void AddTexts(StringBuilder key, string name, IReadOnlyList<string> texts)
    {
        key.Append(CultureInfo.InvariantCulture, $"{name}({texts.Count}:");
        foreach (var text in texts) key.Append(CultureInfo.InvariantCulture, $"{text.Length}:{text}");
        key.Append(')');
    }
}
