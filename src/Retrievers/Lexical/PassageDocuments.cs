using System.Text;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using LuceneDocument = Lucene.Net.Documents.Document;

namespace LongRag.Retrievers.Lexical;

/// <summary>Turns the passages of a document into Lucene documents, always the same instances, refilled: one writer's, not thread-safe.</summary>
#pragma warning disable CA1001 // The token stream holds nothing that needs disposing; Lucene closes it after each document.
internal sealed class PassageDocuments
#pragma warning restore CA1001
{
    private static readonly FieldType Searched = new FieldType { IsIndexed = true, IsTokenized = true, IndexOptions = IndexOptions.DOCS_AND_FREQS }.Frozen();
    private static readonly FieldType Asked = new FieldType { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_ONLY }.Frozen();

    private readonly LuceneDocument _document = [];
    private readonly BinaryDocValuesField _id = new(LexicalFields.Id, new BytesRef());
    private readonly Field _bodyHeading = new(LexicalFields.Body, "", Searched);
    private readonly Field _bodyText = new(LexicalFields.Body, "", Searched);
    private readonly Field _heading = new(LexicalFields.Heading, "", Searched);
    private readonly FilterTermStream _terms = new();

    public PassageDocuments()
    {
        foreach (var field in new Field[] { _id, _bodyHeading, _bodyText, _heading, new(LexicalFields.Filter, _terms, Asked) }) _document.Add(field);
    }

    /// <summary>One Lucene document for each passage. Each is valid until the next is asked for.</summary>
    public IEnumerable<IEnumerable<IIndexableField>> Of(CorpusEntry entry)
    {
        var (terms, tooLong) = FilterTerms.Of(entry.Document);
        _terms.Fill(terms);
        var stored = tooLong.Select(l => new StoredField(LexicalFields.LongValue, l.Field.Length + ":" + l.Field + l.Text)).ToList();
        foreach (var field in stored) _document.Add(field);
        try
        {
            foreach (var passage in entry.Passages)
            {
                var heading = HeadingOf(entry.Document, passage);
                _id.SetBytesValue(new BytesRef(passage.Id.Value));
                _bodyHeading.SetStringValue(heading);
                _bodyText.SetStringValue(passage.Text);
                _heading.SetStringValue(heading);
                yield return _document;
            }
        }
        finally
        {
            if (stored.Count > 0) _document.RemoveFields(LexicalFields.LongValue);
        }
    }

    private static string HeadingOf(Document document, Passage passage)
    {
        if (passage.SectionPath.Count == 0) return document.Title;
        var heading = new StringBuilder(document.Title);
        // A first heading is often the title once more; said twice it would count twice. An induced name stands in the text below it anyway.
        foreach (var name in passage.SectionPath)
            if (!Section.IsInduced(name) && !string.Equals(name, document.Title, StringComparison.OrdinalIgnoreCase)) heading.Append('\n').Append(name);
        return heading.ToString();
    }
}

/// <summary>Freezing in one expression.</summary>
file static class FieldTypes
{
    public static FieldType Frozen(this FieldType type)
    {
        type.Freeze();
        return type;
    }
}
