using System.Globalization;
using System.Text.Json;

namespace LongRag.Storage.Exchange;

/// <summary>Reads a collection that <see cref="CollectionExport"/> wrote. Every span is checked: a line that does not describe its own text is refused, not mended.</summary>
public static class CollectionImport
{
    private const int BatchDocuments = 256;
    private const int BatchCharacters = 2 * 1024 * 1024;

    /// <summary>Imports all lines into <paramref name="target"/>, or into the collection named in the header where that is null; returns the collection and the outcomes' counts.</summary>
    /// <param name="store">Where it goes.</param>
    /// <param name="input">The lines.</param>
    /// <param name="target">Name of the collection; null for the one in the header.</param>
    /// <param name="checkLanguage">Throws where no index could be built for the language.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="LongRagException"><c>bad_import</c> with the number of the line; the documents before its batch are stored.</exception>
    public static async Task<ImportResult> ReadAsync(ICorpusStore store, TextReader input, string? target, Action<string> checkLanguage, CancellationToken cancellationToken = default)
    {
        var header = Parse(await input.ReadLineAsync(cancellationToken) ?? "", 1, ExchangeJson.Lines.ExportHeader);
        if (header.LongragExport != CollectionExport.Version) throw Bad(1, $"this is version {header.LongragExport} of the format; this program reads version {CollectionExport.Version}");
        if (header.PassageTokens is < 16 or > 8192) throw Bad(1, $"passages of {header.PassageTokens} tokens are not possible");
        checkLanguage(header.Language);
        var collection = await store.FindCollectionAsync(target ?? header.Name, cancellationToken);
        if (collection is null)
        {
            collection = new Collection { Name = Collection.CheckName(target ?? header.Name), Language = header.Language, PassageTokens = header.PassageTokens };
            await store.SaveCollectionAsync(collection, cancellationToken);
        }

        var counts = new int[3];
        var batch = new Dictionary<DocumentId, CorpusEntry>();
        var characters = 0;
        var number = 1;
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var entry = ToEntry(Parse(line, number, ExchangeJson.Lines.ExportedDocument), collection.Name, number);
            if (!batch.TryAdd(entry.Document.Id, entry)) throw Bad(number, $"source '{entry.Document.Source}' appears twice");
            characters += entry.Document.Text.Length;
            if (batch.Count < BatchDocuments && characters < BatchCharacters) continue;
            await SaveAsync();
        }

        await SaveAsync();
        return new ImportResult(collection, counts[(int)SaveOutcome.Added], counts[(int)SaveOutcome.Changed], counts[(int)SaveOutcome.Unchanged]);

        async Task SaveAsync()
        {
            if (batch.Count == 0) return;
            foreach (var outcome in (await store.SaveAsync([.. batch.Values], cancellationToken)).Outcomes) counts[(int)outcome]++;
            batch.Clear();
            characters = 0;
        }
    }

    private static T Parse<T>(string line, int number, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw Bad(number, "it is null");
        }
        catch (JsonException e)
        {
            throw Bad(number, e.Message, e);
        }
    }

    private static CorpusEntry ToEntry(ExportedDocument exported, string collection, int number)
    {
        var id = DocumentId.From(collection, exported.Source);
        var whole = new TextSpan(0, exported.Text.Length);
        var document = new Document
        {
            Id = id,
            Collection = collection,
            Source = exported.Source,
            Title = exported.Title,
            MediaType = exported.MediaType,
            Text = exported.Text,
            ContentHash = exported.ContentHash,
            PageStarts = exported.PageStarts,
            Metadata = exported.Metadata,
            Tags = exported.Tags,
            Sections = [.. exported.Sections.Select((s, i) => ToSection(s, i, whole, number))],
        };
        if (document.Sections.Count == 0 || document.Sections[0].Span != whole) throw Bad(number, "its first section does not span its text");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return new CorpusEntry(document, [.. exported.Passages.Select(ToPassage)]);

        Passage ToPassage(ExportedPassage passage, int ordinal)
        {
            var span = Checked(passage.Start, passage.End, whole, number);
            if (span.IsEmpty || passage.Section < 0 || passage.Section >= document.Sections.Count) throw Bad(number, $"passage {ordinal} is empty or names no section");
            var text = span.Of(exported.Text);
            var key = string.Join('\u0001', passage.Path.Append(text));
            var repetition = seen.GetValueOrDefault(key);
            seen[key] = repetition + 1;
            return new Passage
            {
                Id = PassageId.From(id, passage.Path, text, repetition),
                DocumentId = id,
                Ordinal = ordinal,
                Span = span,
                Text = text,
                Section = passage.Section,
                SectionPath = passage.Path,
                PageStart = document.PageAt(span.Start),
                PageEnd = document.PageAt(span.End - 1),
            };
        }
    }

    private static Section ToSection(ExportedSection section, int ordinal, TextSpan whole, int number)
    {
        var origin = Array.IndexOf(CollectionExport.Names, section.Origin);
        if (origin < 0) throw Bad(number, $"section {ordinal} has the unknown origin '{section.Origin}'");
        if (section.Parent >= ordinal || section.Parent < -1 || (section.Parent < 0) != (ordinal == 0)) throw Bad(number, $"section {ordinal} has the impossible parent {section.Parent}");
        return new Section
        {
            Ordinal = ordinal,
            Parent = section.Parent,
            Level = section.Level,
            Heading = section.Heading,
            Origin = (SectionOrigin)origin,
            Span = Checked(section.Start, section.End, whole, number),
            HeadingSpan = Checked(section.HeadingStart, section.HeadingEnd, whole, number),
        };
    }

    private static TextSpan Checked(int start, int end, TextSpan whole, int number) =>
        start >= 0 && start <= end && end <= whole.End ? new TextSpan(start, end) : throw Bad(number, $"the span {start}..{end} lies outside of its text of {whole.End} characters");

    private static LongRagException Bad(int line, string what, Exception? inner = null) =>
        new("bad_import", string.Create(CultureInfo.InvariantCulture, $"Line {line} of the import: {what}."), inner);
}

/// <summary>What an import did.</summary>
/// <param name="Collection">Where it went.</param>
/// <param name="Added">Documents that were not there.</param>
/// <param name="Changed">Documents replaced.</param>
/// <param name="Unchanged">Documents found as they were.</param>
public sealed record ImportResult(Collection Collection, int Added, int Changed, int Unchanged);
