using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Util;
using LuceneDocument = Lucene.Net.Documents.Document;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// For each document one Lucene document of all its text, followed by one for each window of 100 index terms with the title in front: windows follow one another without overlap, an empty text is one empty window.
/// The text is analysed once.
/// </summary>
#pragma warning disable CA1001 // The token streams hold nothing that needs disposing, and the writer that owns the analyzer lives as long as the process writes.
internal sealed class WholeDocuments : UnitDocuments
#pragma warning restore CA1001
{
    /// <summary>Index terms of a window. From 50 to 140 made no difference of 0.001 nDCG@10.</summary>
    private const int WindowTerms = 100;

    private readonly Analyzer _analyzer;
    private readonly LuceneDocument _whole = [];
    private readonly LuceneDocument _windowed = [];
    private readonly BinaryDocValuesField _id = new(LexicalFields.Id, new BytesRef());
    private readonly NumericDocValuesField _place = new(LexicalFields.Window, 0);
    private readonly NumericDocValuesField _length = new(LexicalFields.WholeLength, 0);
    private readonly TermStream _title = new();
    private readonly TermStream _text = new();
    private readonly TermStream _heading = new();

    /// <param name="analyzer">Makes the terms; owned.</param>
    public WholeDocuments(Analyzer analyzer)
    {
        _analyzer = analyzer;
        foreach (var field in new[] { _id, _place, _length, new(LexicalFields.Whole, _title, FieldTypes.Placed), new(LexicalFields.Whole, _text, FieldTypes.Placed), Filter }) _whole.Add(field);
        foreach (var field in new[] { _id, _place, new(LexicalFields.Body, _title, FieldTypes.Counted), new(LexicalFields.Body, _text, FieldTypes.Counted), new(LexicalFields.Heading, _heading, FieldTypes.Counted), Filter }) _windowed.Add(field);
    }

    protected override IEnumerable<LuceneDocument> UnitsOf(CorpusEntry entry)
    {
        var document = entry.Document;
        var title = LexicalTerms.Of(TitleOf(document), _analyzer);
        // A record that has a title and no text has the title for its text.
        var text = string.Equals(document.Text.Trim(), document.Title, StringComparison.Ordinal) ? [] : LexicalTerms.Of(document.Text, _analyzer);
        _id.SetBytesValue(new BytesRef(document.Id.Value));
        _title.Fill(title);
        _heading.Fill(title);
        _place.SetInt64Value(0);
        _length.SetInt64Value(title.Count + text.Count);
        _text.Fill(text);
        yield return _whole;
        for (var (window, start) = (1L, 0); window == 1 || start < text.Count; window++, start += WindowTerms)
        {
            _place.SetInt64Value(window);
            _text.Fill(text, start, Math.Min(WindowTerms, text.Count - start));
            yield return _windowed;
        }
    }

    /// <summary>Gives Lucene terms that are made already.</summary>
    private sealed class TermStream : TokenStream
    {
        private readonly ICharTermAttribute _term;
        private IReadOnlyList<string> _terms = [];
        private int _first;
        private int _at;
        private int _end;

        public TermStream() => _term = AddAttribute<ICharTermAttribute>();

        public void Fill(IReadOnlyList<string> terms) => Fill(terms, 0, terms.Count);

        public void Fill(IReadOnlyList<string> terms, int first, int count) => (_terms, _first, _end) = (terms, first, first + count);

        public override bool IncrementToken()
        {
            if (_at == _end) return false;
            ClearAttributes();
            _term.SetEmpty().Append(_terms[_at++]);
            return true;
        }

        public override void Reset() => _at = _first;
    }
}
