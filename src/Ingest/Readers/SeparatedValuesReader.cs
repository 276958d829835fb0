using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace LongRag.Ingest;

/// <summary>Reads separated values: one table, one line a row, cells divided by " | ". The delimiter is found by which one cuts the first rows most evenly.</summary>
public sealed class SeparatedValuesReader : IDocumentReader
{
    private const int RowsTried = 50;
    private const string CellDivider = " | ";
    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Csv];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoded = await DecodedText.ReadAsync(input, options, cancellationToken: cancellationToken);
        foreach (var issue in decoded.Issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(Parse(input.Name, decoded.Text, options));
    }

    internal static ParsedDocument Parse(string source, string text, ReadOptions options)
    {
        var table = new StringBuilder(text.Length);
        foreach (var row in Rows(text, DelimiterOf(text)))
        {
            if (Array.TrueForAll(row, string.IsNullOrWhiteSpace)) continue;
            if (table.Length > 0) table.Append('\n');
            // Empty cells at the end of a row say nothing to a reader.
            table.AppendJoin(CellDivider, row.Take(1 + Array.FindLastIndex(row, cell => !string.IsNullOrWhiteSpace(cell))).Select(OneLine));
            if (table.Length > options.MaxCharacters) throw DecodedText.TooLarge(source, options.MaxCharacters);
        }

        var lines = table.ToString();
        // A first row may start with an empty cell, whose divider is all that stands there.
        return new ParsedDocument { Text = lines, Blocks = lines.Length == 0 ? [] : [new Block(BlockKind.Table, new TextSpan(0, lines.Length).Trimmed(lines))] };
    }

    private static string DelimiterOf(string text)
    {
        var (best, bestScore) = (Delimiters[0], 0);
        foreach (var delimiter in Delimiters)
        {
            var widths = Rows(text, delimiter).Take(RowsTried).Where(row => row.Length > 1).GroupBy(row => row.Length).ToArray();
            var score = widths.Length == 0 ? 0 : widths.Max(width => width.Count());
            if (score > bestScore) (best, bestScore) = (delimiter, score);
        }

        return best;
    }

    private static IEnumerable<string[]> Rows(string text, string delimiter)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, HasHeaderRecord = false, BadDataFound = null, IgnoreBlankLines = true };
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read()) yield return parser.Record!;
    }

    private static string OneLine(string cell) => cell.AsSpan().ContainsAny('\n', '\t') ? string.Join(' ', cell.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : cell.Trim();
}
