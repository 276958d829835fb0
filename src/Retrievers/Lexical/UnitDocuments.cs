using System.Text;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using LuceneDocument = Lucene.Net.Documents.Document;

namespace LongRag.Retrievers.Lexical;

/// <summary>Turns a document into Lucene documents, one a unit, always the same instances, refilled: one writer's, not thread-safe. Each is valid until the next is asked for.</summary>
#pragma warning disable CA1001 // The token stream holds nothing that needs disposing; Lucene closes it after each document.
internal abstract class UnitDocuments
#pragma warning restore CA1001
{
    private readonly FilterTermStream _terms = new();

    protected UnitDocuments() => Filter = new Field(LexicalFields.Filter, _terms, FieldTypes.Asked);

    /// <summary>Conditions on the document; a field of every unit.</summary>
    protected Field Filter { get; }

    /// <summary>The documents of an index of that schema.</summary>
    public static UnitDocuments For(Collection collection, LexicalSchema schema) => schema.Unit switch
    {
        LexicalUnit.Passage => new PassageDocuments(),
        LexicalUnit.Section => new SectionDocuments(),
        _ => new WholeDocuments(LexicalAnalyzers.Of(collection.Language, schema.IdentifierParts)),
    };

    /// <summary>One Lucene document for each unit of the entry.</summary>
    public IEnumerable<IEnumerable<IIndexableField>> Of(CorpusEntry entry)
    {
        var (terms, tooLong) = FilterTerms.Of(entry.Document);
        _terms.Fill(terms);
        var stored = tooLong.Select(l => new StoredField(LexicalFields.LongValue, l.Field.Length + ":" + l.Field + l.Text)).ToList();
        foreach (var unit in UnitsOf(entry))
        {
            foreach (var field in stored) unit.Add(field);
            yield return unit;
            if (stored.Count > 0) unit.RemoveFields(LexicalFields.LongValue);
        }
    }

    /// <summary>The units without the fields that all have of their document alike.</summary>
    protected abstract IEnumerable<LuceneDocument> UnitsOf(CorpusEntry entry);

    /// <summary>The title where the document has one: a name made from its key says nothing of its content.</summary>
    protected static string TitleOf(Document document) => string.Equals(document.Title, document.Source, StringComparison.Ordinal) ? "" : document.Title;

    /// <summary>Title and section path, a line each.</summary>
    protected static string HeadingOf(Document document, Passage passage)
    {
        var title = TitleOf(document);
        if (passage.SectionPath.Count == 0) return title;
        var heading = new StringBuilder(title);
        // A first heading is often the title once more; said twice it would count twice. An induced name stands in the text below it anyway.
        foreach (var name in passage.SectionPath)
            if (!Section.IsInduced(name) && !string.Equals(name, document.Title, StringComparison.OrdinalIgnoreCase)) heading.Append('\n').Append(name);
        return heading.ToString();
    }

    /// <summary>The text where it says more than the heading does: a heading with nothing below it is a passage of its own.</summary>
    protected static string TextBeside(string text, Document document, Passage passage) =>
        string.Equals(text, document.Title, StringComparison.OrdinalIgnoreCase) || (passage.SectionPath is [.., var last] && string.Equals(text, last, StringComparison.OrdinalIgnoreCase)) ? "" : text;
}

/// <summary>One for each passage.</summary>
internal sealed class PassageDocuments : UnitDocuments
{
    private readonly HeadedText _unit;

    public PassageDocuments() => _unit = new HeadedText(Filter);

    protected override IEnumerable<LuceneDocument> UnitsOf(CorpusEntry entry) =>
        entry.Passages.Select(passage => _unit.Filled(passage.Id.Value, HeadingOf(entry.Document, passage), TextBeside(passage.Text, entry.Document, passage)));
}

/// <summary>One for each section that holds text itself.</summary>
internal sealed class SectionDocuments : UnitDocuments
{
    private readonly HeadedText _unit;

    public SectionDocuments() => _unit = new HeadedText(Filter);

    protected override IEnumerable<LuceneDocument> UnitsOf(CorpusEntry entry) =>
        entry.Passages.GroupBy(passage => passage.Section).Select(section =>
        {
            var first = section.First();
            var text = TextBeside(string.Join("\n\n", section.Select(passage => passage.Text)), entry.Document, first);
            return _unit.Filled(SectionName.Of(entry.Document.Id, section.Key), HeadingOf(entry.Document, first), text);
        });
}

/// <summary>A Lucene document of a heading and a text.</summary>
internal sealed class HeadedText
{
    private readonly LuceneDocument _document = [];
    private readonly BinaryDocValuesField _id = new(LexicalFields.Id, new BytesRef());
    private readonly Field _bodyHeading = new(LexicalFields.Body, "", FieldTypes.Placed);
    private readonly Field _bodyText = new(LexicalFields.Body, "", FieldTypes.Placed);
    private readonly Field _heading = new(LexicalFields.Heading, "", FieldTypes.Counted);

    public HeadedText(Field filter)
    {
        foreach (var field in new[] { _id, _bodyHeading, _bodyText, _heading, filter }) _document.Add(field);
    }

    public LuceneDocument Filled(string id, string heading, string text)
    {
        _id.SetBytesValue(new BytesRef(id));
        _bodyHeading.SetStringValue(heading);
        _bodyText.SetStringValue(text);
        _heading.SetStringValue(heading);
        return _document;
    }
}

/// <summary>Kinds of indexed fields.</summary>
internal static class FieldTypes
{
    /// <summary>Terms and how often.</summary>
    public static FieldType Counted { get; } = Frozen(new FieldType { IsIndexed = true, IsTokenized = true, IndexOptions = IndexOptions.DOCS_AND_FREQS });

    /// <summary>Terms, how often and where.</summary>
    public static FieldType Placed { get; } = Frozen(new FieldType { IsIndexed = true, IsTokenized = true, IndexOptions = IndexOptions.DOCS_AND_FREQS_AND_POSITIONS });

    /// <summary>Terms alone.</summary>
    public static FieldType Asked { get; } = Frozen(new FieldType { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_ONLY });

    private static FieldType Frozen(FieldType type)
    {
        type.Freeze();
        return type;
    }
}
