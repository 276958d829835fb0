using System.Globalization;
using System.Text;

namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    private const int MostListed = 1000;

    /// <inheritdoc/>
    public async Task<DocumentInfo> GetDocumentAsync(string id, CancellationToken cancellationToken = default) => DocumentInfo.From(await SummaryAsync(id, cancellationToken));

    /// <inheritdoc/>
    public async Task<DocumentText> ReadDocumentAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default)
    {
        if (start < 0 || end < 0 || end < start) throw new LongRagException("bad_argument", $"There is no text between {start} and {end}: offsets are not negative, and the end is not before the start.");
        var document = await DocumentAsync(id, cancellationToken);
        var from = Math.Min(start ?? 0, document.Text.Length);
        var to = Math.Min(end ?? document.Text.Length, document.Text.Length);
        return new DocumentText(document.Id.Value, document.Title, from, to, document.Text.Length, document.Text[from..to]);
    }

    /// <inheritdoc/>
    public async Task<DocumentOutline> GetOutlineAsync(string id, CancellationToken cancellationToken = default)
    {
        var document = await DocumentAsync(id, cancellationToken);
        return DocumentOutline.From(document, await _store.PassagesOfAsync(document.Id, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<ListPage<DocumentInfo>> ListDocumentsAsync(string collection, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        CheckLimit(limit);
        var after = cursor is null ? null : SourceOf(cursor);
        await CollectionAsync(collection, cancellationToken);
        var items = new List<DocumentInfo>();
        await foreach (var document in _store.ListDocumentsAsync(collection, cancellationToken))
        {
            if (after is not null && CompareUtf8(document.Source, after) <= 0) continue;
            items.Add(DocumentInfo.From(document));
            if (items.Count > limit) break;
        }

        var next = items.Count > limit ? CursorOf(items[limit - 1].Source) : null;
        return new ListPage<DocumentInfo>([.. items.Take(limit)], next, (await _store.MeasureAsync(collection, cancellationToken)).Documents);
    }

    /// <inheritdoc/>
    public async Task<ListPage<PassageInfo>> ListPassagesAsync(string id, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        CheckLimit(limit);
        var from = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from)) throw BadCursor();
        await SummaryAsync(id, cancellationToken);
        var passages = await _store.PassagesOfAsync(new DocumentId(id), cancellationToken);
        var items = passages.Skip(from).Take(limit).Select(p => new PassageInfo(p.Id.Value, p.Ordinal, p.SectionPath, p.PageStart, p.PageEnd, p.Span.Start, p.Span.End, p.Text)).ToList();
        return new ListPage<PassageInfo>(items, from + items.Count < passages.Count && items.Count > 0 ? (from + items.Count).ToString(CultureInfo.InvariantCulture) : null, passages.Count);
    }

    /// <inheritdoc/>
    public async Task DeleteDocumentAsync(string id, CancellationToken cancellationToken = default)
    {
        var document = await SummaryAsync(id, cancellationToken);
        if (await _store.DeleteAsync(document.Collection, [document.Id], cancellationToken) == 0) throw Access.NoDocument(id);
        // The document is gone: a caller that leaves now must not leave its passages in an index.
        await engine.ForgetAsync(document.Collection, [document.Id], CancellationToken.None);
    }

    private static void CheckLimit(int limit)
    {
        if (limit is < 1 or > MostListed) throw new LongRagException("bad_argument", $"The limit is {limit}; it must lie between 1 and {MostListed}.");
    }

    private static string CursorOf(string source) => Convert.ToBase64String(Encoding.UTF8.GetBytes(source)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string SourceOf(string cursor)
    {
        try
        {
            var text = cursor.Replace('-', '+').Replace('_', '/');
            return Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            throw BadCursor();
        }
    }

    private static LongRagException BadCursor() => new("bad_argument", "The cursor is none that a list has given.");

    // The store lists in the order of UTF-8 bytes.
    private static int CompareUtf8(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
