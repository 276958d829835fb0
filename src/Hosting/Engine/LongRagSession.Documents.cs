using System.Globalization;
using System.Text;

namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    private const int MostListed = 1000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public async Task<DocumentInfo> GetDocumentAsync(string id, CancellationToken cancellationToken = default) => DocumentInfo.From(await SummaryAsync(id, cancellationToken));

    /// <inheritdoc/>
    public async Task<DocumentText> ReadDocumentAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default)
    {
        CheckSpan(start, end);
        var asked = start ?? 0;
        // One character more in front, to see whether the part begins inside of one of two units.
        var part = await _store.ReadTextAsync(new DocumentId(id), Math.Max(0, asked - 1), end ?? int.MaxValue, cancellationToken) ?? throw Access.NoDocument(id);
        var (text, from, to) = (part.Text, part.Span.Start, part.Span.End);
        // It is not torn: it belongs to the part that holds its second, so that parts which follow each other give each character once.
        if (from < asked && text.Length > 0 && !char.IsHighSurrogate(text[0])) (text, from) = (text[1..], from + 1);
        if (to < part.Document.TextLength && text.Length > 0 && char.IsHighSurrogate(text[^1])) (text, to) = (text[..^1], to - 1);
        return new DocumentText(part.Document.Id.Value, part.Document.Title, from, to, part.Document.TextLength, text);
    }

    /// <inheritdoc/>
    public async Task<OpenText> OpenTextAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default)
    {
        CheckSpan(start, end);
        var layout = await _store.FindLayoutAsync(new DocumentId(id), cancellationToken) ?? throw Access.NoDocument(id);
        var length = layout.Document.TextLength;
        var span = new TextSpan(await WholeAsync(start ?? 0), await WholeAsync(end ?? length));
        return new OpenText(DocumentInfo.From(layout.Document), span.Start, span.End, await TextStream.OpenAsync(_store, layout, span, cancellationToken));

        // As in ReadDocumentAsync: a character of two units belongs to the part that holds its second.
        async Task<int> WholeAsync(int place)
        {
            if (place <= 0 || place >= length) return Math.Min(place, length);
            var before = await _store.ReadTextAsync(layout.Document.Id, place - 1, place, cancellationToken);
            return before is { Text: [var unit] } && char.IsHighSurrogate(unit) ? place - 1 : place;
        }
    }

    /// <inheritdoc/>
    public async Task<DocumentOutline> GetOutlineAsync(string id, CancellationToken cancellationToken = default) =>
        DocumentOutline.From(await _store.FindOutlineAsync(new DocumentId(id), cancellationToken) ?? throw Access.NoDocument(id));

    /// <inheritdoc/>
    public async Task<ListPage<DocumentInfo>> ListDocumentsAsync(string collection, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        CheckLimit(limit);
        var after = cursor is null ? null : SourceOf(cursor);
        await CollectionAsync(collection, cancellationToken);
        // One more than is shown tells whether there is another page.
        var found = await _store.PageOfDocumentsAsync(collection, after, limit + 1, cancellationToken);
        var next = found.Count > limit ? CursorOf(found[limit - 1].Source) : null;
        return new ListPage<DocumentInfo>([.. found.Take(limit).Select(DocumentInfo.From)], next, (await _store.MeasureAsync(collection, cancellationToken)).Documents);
    }

    /// <inheritdoc/>
    public async Task<ListPage<PassageInfo>> ListPassagesAsync(string id, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        CheckLimit(limit);
        var from = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from)) throw BadCursor();
        var document = await SummaryAsync(id, cancellationToken);
        var passages = await _store.PageOfPassagesAsync(document.Id, from, limit, cancellationToken);
        var items = passages.Select(p => new PassageInfo(p.Id.Value, p.Ordinal, p.SectionPath, p.PageStart, p.PageEnd, p.Span.Start, p.Span.End, p.Text)).ToList();
        return new ListPage<PassageInfo>(items, items.Count > 0 && from + items.Count < document.Passages ? (from + items.Count).ToString(CultureInfo.InvariantCulture) : null, document.Passages);
    }

    /// <inheritdoc/>
    public async Task DeleteDocumentAsync(string id, CancellationToken cancellationToken = default)
    {
        var document = await SummaryAsync(id, cancellationToken);
        Access.Require(principal, AccessRight.Write, document.Collection);
        await engine.RequireAloneAsync(cancellationToken);
        if (await engine.Gate.DeleteAsync(document.Collection, [document.Id], cancellationToken) == 0) throw Access.NoDocument(id);
        // The document is gone: a caller that leaves now must not leave its passages in an index.
        await engine.ForgetAsync(document.Collection, [document.Id], CancellationToken.None);
    }

    private static void CheckSpan(int? start, int? end)
    {
        if (start < 0 || end < 0 || end < start) throw new LongRagException("bad_argument", $"There is no text between {start} and {end}: offsets are not negative, and the end is not before the start.");
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
            var source = StrictUtf8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            return source.Contains('\0', StringComparison.Ordinal) ? throw BadCursor() : source;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw BadCursor();
        }
    }

    private static LongRagException BadCursor() => new("bad_argument", "The cursor is none that a list has given.");
}
