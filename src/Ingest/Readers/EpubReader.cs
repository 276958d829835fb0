using System.Runtime.CompilerServices;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>
/// Reads e-books (EPUB 2 and 3): the files of the spine in their order, as HTML; files outside of the linear order at the place where they are listed. The table of contents gives headings to chapters that
/// have none. Obfuscated fonts do no harm; encrypted chapters are <c>encrypted</c>.
/// </summary>
public sealed class EpubReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Epub];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var package = new ZipPackage(input.Content, input.Name);
        var (book, encrypted) = Open(package);
        var (entries, problem) = await ReadNavigationAsync(package, book, options, cancellationToken);
        if (problem is not null) yield return problem;
        var writer = new BlockWriter(options.MaxCharacters);
        var (done, read) = (0, 0);
        foreach (var (id, item) in book.Spine)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chapter = item is null ? null : book.Find(item.Path);
            if (chapter is not null && encrypted.Contains(chapter)) throw new LongRagException(IngestCodes.Encrypted, $"'{input.Name}' is protected: its chapters are encrypted for one reading system, and are not opened, not even with --password.");
            var (text, issues) = chapter is null ? (null, [Issue(package, $"The chapter '{item?.Path ?? id}' is missing.")]) : await ReadTextAsync(package, chapter, options, cancellationToken);
            foreach (var issue in issues) yield return issue;
            if (text is not null)
            {
                read++;
                Write(text, entries.GetValueOrDefault(chapter!) ?? [], writer);
            }

            yield return new ReadItem.Progress(++done, book.Spine.Count);
        }

        if (read == 0 && book.Spine.Count > 0) throw new LongRagException(IngestCodes.CorruptArchive, $"'{input.Name}' is a book of which no chapter can be read.");
        yield return new ReadItem.Parsed(writer.Finish(book.Title, book.Metadata));
    }

    private static (EpubPackage Book, IReadOnlySet<ZipPart> Encrypted) Open(ZipPackage package)
    {
        try
        {
            var book = EpubPackage.Read(package);
            return (book, book.EncryptedParts());
        }
        catch (XmlException e)
        {
            throw SafeXml.Corrupt(package.Source, e);
        }
    }

    private static void Write(string xhtml, IReadOnlyList<EpubEntry> entries, BlockWriter writer)
    {
        using var page = HtmlReader.ParsePage(Xhtml.AsHtml(xhtml));
        ChapterHeadings.Add(page, entries);
        if (page.Body is { } body) new HtmlBlocks(writer).Write(body);
    }

    /// <summary>The entries of the table of contents by the part they lead to; a broken one costs its headings only.</summary>
    private static async Task<(Dictionary<ZipPart, List<EpubEntry>> Entries, ReadItem.Issue? Problem)> ReadNavigationAsync(ZipPackage package, EpubPackage book, ReadOptions options, CancellationToken cancellationToken)
    {
        var byPart = new Dictionary<ZipPart, List<EpubEntry>>(ReferenceEqualityComparer.Instance);
        if (book.Navigation is not { } navigation || book.Find(navigation.Path) is not { } part) return (byPart, null);
        try
        {
            var entries = navigation.IsNavigation
                ? EpubNavigation.ReadDocument((await ReadTextAsync(package, part, options, cancellationToken)).Text ?? "", navigation.Path)
                : EpubNavigation.ReadNcx(package.Open(part), navigation.Path);
            foreach (var entry in entries)
            {
                if (book.Find(entry.Path) is not { } target) continue;
                if (!byPart.TryGetValue(target, out var list)) byPart[target] = list = [];
                list.Add(entry);
            }

            return (byPart, null);
        }
        catch (Exception e) when (e is XmlException or LongRagException { Code: IngestCodes.TooDeep or IngestCodes.CorruptArchive })
        {
            return (byPart, Issue(package, $"The table of contents cannot be read: {BlockWriter.OneLine(CleanText.Of(e.Message, out _))}"));
        }
    }

    /// <summary>Text of a chapter; null, and why, where it is damaged.</summary>
    private static async Task<(string? Text, IReadOnlyList<ReadItem.Issue> Issues)> ReadTextAsync(ZipPackage package, ZipPart part, ReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = package.Open(part);
            var decoded = await DecodedText.ReadAsync(new ReaderInput(package.Source, LongRag.Ingest.MediaTypes.Html, content), options, HtmlHead.DeclaredCharset, cancellationToken);
            return (decoded.Text, [.. decoded.Issues.Select(issue => new ReadItem.Issue(issue))]);
        }
        catch (LongRagException e) when (e.Code == IngestCodes.CorruptArchive)
        {
            return (null, [Issue(package, e.Message)]);
        }
    }

    private static ReadItem.Issue Issue(ZipPackage package, string message) => new(new IngestIssue(package.Source, "read", IngestCodes.Corrupt, message, IsWarning: true));
}
