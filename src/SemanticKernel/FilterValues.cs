using System.Globalization;

namespace LongRag.SemanticKernel;

/// <summary>Values of a program as values of a filter.</summary>
internal static class FilterValues
{
    public static FilterValue Of(object? value) => value switch
    {
        string text => FilterValue.Of(text),
        char letter => FilterValue.Of(letter.ToString()),
        bool flag => FilterValue.Of(flag ? "true" : "false"),
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal => FilterValue.Of(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
        null => throw new LongRagException("bad_filter", "Bad filter: null is no value; compare a named value with null to ask whether it is there."),
        _ => throw new LongRagException("bad_filter", $"Bad filter: a {value.GetType().Name} is no value; strings, numbers and booleans are."),
    };
}
