using System.Data.Common;

namespace LongRag.Storage;

/// <summary>Puts passages together from rows that hold a passage, one piece of the text it lies in, and its document. The rows of a passage touch, its pieces in order.</summary>
internal sealed class PassageAssembly
{
    private const int TextStart = Rows.PassageWidth;
    private const int Text = TextStart + 1;
    private const int Document = Text + 1;

    private readonly List<StoredPassage> _passages = [];
    private DocumentSummary? _document;
    private (long Document, int Ordinal) _current = (-1, -1);
    private int _start;
    private string _text = "";

    public IReadOnlyList<StoredPassage> Passages => _passages;

    /// <summary>Takes one row; true where it completed a passage.</summary>
    public bool Add(DbDataReader row)
    {
        var (document, ordinal, start, end) = (row.GetInt64(Document), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3));
        var hasText = !row.IsDBNull(Text);
        if (_current != (document, ordinal))
        {
            _current = (document, ordinal);
            (_start, _text) = (hasText ? row.GetInt32(TextStart) : start, "");
        }

        if (hasText) _text += row.GetString(Text);
        if (_start + _text.Length < end) return false;

        if (_document?.Sequence != document) _document = Rows.Summary(row, Document);
        _passages.Add(new StoredPassage(Rows.Passage(row, 0, _document.Id, _text, _start), _document));
        return true;
    }
}
