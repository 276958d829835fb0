using System.Globalization;
using System.Text;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// What the index holds of a document for filters: one term for each field that is there, each value's text, and each value's number.
/// All stand in one Lucene field, so that a thousand metadata names cost a thousand terms and not a thousand fields.
/// </summary>
/// <remarks>A term is its kind, the field's length and name (so that no name can be taken for another's beginning), and the value.</remarks>
internal static class FilterTerms
{
    private const char Present = 'p';
    private const char TooLong = 'l';
    private const char Text = 't';
    private const char Number = 'n';

    /// <summary>Longest term in UTF-8 bytes. Lucene refuses more than 32,766; a longer value is stored, and read when a filter asks for its field.</summary>
    public const int LongestTerm = 8_192;

    /// <summary>The document has the field.</summary>
    public static string PresenceOf(string field) => Start(Present, field);

    /// <summary>The document has a value of the field that was too long for a term.</summary>
    public static string LongOf(string field) => Start(TooLong, field);

    /// <summary>Beginning of the terms of all texts of the field.</summary>
    public static string TextsOf(string field) => Start(Text, field);

    /// <summary>Beginning of the terms of all numbers of the field.</summary>
    public static string NumbersOf(string field) => Start(Number, field);

    /// <summary>A number as 16 hexadecimal digits that sort as it does.</summary>
    public static string Sortable(double number) => (NumericUtils.DoubleToSortableInt64(number + 0.0) ^ long.MinValue).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The fields that filters ask and their values: the built-in ones, then metadata's.</summary>
    public static IEnumerable<(string Field, FilterValue Value)> ValuesOf(Document document)
    {
        string[] builtIn = ["id", "source", "title", "media_type", "tags"];
        foreach (var field in builtIn.Concat(document.Metadata.Keys.Except(builtIn, StringComparer.Ordinal)))
            foreach (var value in LongRag.Filter.ValuesOf(field, document.Id, document.Source, document.Title, document.MediaType, document.Tags, document.Metadata))
                yield return (field, value);
    }

    /// <summary>The terms of a document and the values too long for a term.</summary>
    public static (IReadOnlyList<string> Terms, IReadOnlyList<(string Field, string Text)> Long) Of(Document document)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        var tooLong = new List<(string, string)>();
        foreach (var (field, value) in ValuesOf(document))
        {
            terms.Add(PresenceOf(field));
            if (value.Number is { } number) terms.Add(NumbersOf(field) + Sortable(number));
            var term = TextsOf(field) + value.Text;
            if (Encoding.UTF8.GetByteCount(term) <= LongestTerm)
            {
                terms.Add(term);
                continue;
            }

            terms.Add(LongOf(field));
            tooLong.Add((field, value.Text));
        }

        return ([.. terms], tooLong);
    }

    // A field whose name alone is too long for a term is cut to its hash; two such names differ all the same.
    private static string Start(char kind, string field) => field.Length <= LongestName
        ? string.Create(CultureInfo.InvariantCulture, $"{kind}{field.Length}:{field}\0")
        : string.Create(CultureInfo.InvariantCulture, $"{kind}#{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.Unicode.GetBytes(field)))}\0");

    private const int LongestName = 1_024;
}
