using System.Xml;

namespace LongRag.Ingest;

/// <summary>
/// Reads Excel workbooks (transitional and strict Office Open XML; macros are never run): sheets as sections under their names, rows as table rows, values as they are shown. Formulas give the value that was
/// stored with them. Streams over sheets; memory is bounded by the document's text.
/// </summary>
public sealed class XlsxReader : IDocumentReader
{
    // More names of sheets than this make no better message.
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Xlsx, LongRag.Ingest.MediaTypes.Xlsm];

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, CancellationToken cancellationToken = default) => Read(input, options, cancellationToken).ToAsyncEnumerable();

    private static IEnumerable<ReadItem> Read(ReaderInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        var writer = new BlockWriter(options.MaxCharacters);
        var package = new ZipPackage(input.Content, input.Name);
        var text = Parse(() => new WorkbookText(package, writer, options.MaxCharacters, cancellationToken));
        var (leftOut, done) = (new List<string>(), 0);
        foreach (var sheet in text.Sheets)
        {
            if (sheet.IsMissing) yield return Issue(IngestCodes.Corrupt, $"The part of sheet '{sheet.Name}' is missing.");
            if (Parse(() => text.Write(sheet)) is { } missed) leftOut.Add(missed);
            yield return new ReadItem.Progress(++done, text.Sheets.Count);
        }

        if (leftOut.Count > 0)
        {
            var named = string.Join(", ", leftOut.Take(MostNamed)) + (leftOut.Count > MostNamed ? FormattableString.Invariant($" and {leftOut.Count - MostNamed} more") : "");
            yield return Issue(IngestCodes.Bounded, FormattableString.Invariant($"The workbook holds more than is taken of one ({options.MaxCharacters} characters); left out: {named}."));
        }

        var (title, metadata) = Parse(() => Properties(package, options.MaxCharacters));
        yield return new ReadItem.Parsed(writer.Finish(title, metadata));

        static CoreProperties Properties(ZipPackage package, int maxCharacters)
        {
            var target = Relationship.Of(package, "").FirstOrDefault(relationship => relationship.Kind == "core-properties" && !relationship.IsExternal)?.Target ?? "docProps/core.xml";
            if (package.Find(target) is not { } part) return CoreProperties.Of((XmlReader?)null, maxCharacters);
            using var reader = SafeXml.Create(package.Open(part));
            reader.MoveToContent();
            return CoreProperties.Of(reader, maxCharacters);
        }

        ReadItem.Issue Issue(string code, string message) => new(new IngestIssue(input.Name, "read", code, message, IsWarning: true));

        T Parse<T>(Func<T> parse)
        {
            try
            {
                return parse();
            }
            catch (XmlException e)
            {
                throw SafeXml.Corrupt(input.Name, e);
            }
        }
    }
}
