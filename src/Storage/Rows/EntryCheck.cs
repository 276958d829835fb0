namespace LongRag.Storage;

/// <summary>What must hold of a batch before it is written. Wrong entries are misuse (<see cref="ArgumentException"/>); text that no database can hold is <c>bad_text</c>.</summary>
internal static class EntryCheck
{
    public static void Check(IReadOnlyList<CorpusEntry> entries)
    {
        var seen = new HashSet<DocumentId>();
        foreach (var (document, passages) in entries)
        {
            if (document.Id != DocumentId.From(document.Collection, document.Source))
                throw new ArgumentException($"'{document.Source}' has the id {document.Id}, which is not made from its collection and source.", nameof(entries));
            if (!seen.Add(document.Id))
                throw new ArgumentException($"'{document.Source}' stands twice in one batch.", nameof(entries));
            CheckTree(document);
            CheckPassages(document, passages);
            CheckText(document, passages);
        }
    }

    /// <summary>Throws <c>bad_text</c> where <paramref name="text"/> cannot be stored to the letter.</summary>
    public static void CheckText(string text, string what)
    {
        var at = FirstBad(text);
        if (at >= 0)
            throw new LongRagException(StorageCodes.BadText, $"{what} has U+{(int)text[at]:X4} at {at}, which cannot be stored: NUL and half surrogate pairs are no text.");
    }

    private static void CheckTree(Document document)
    {
        for (var i = 0; i < document.Sections.Count; i++)
        {
            var section = document.Sections[i];
            if (section.Ordinal != i || !Holds(document.Text, section.Span) || !Holds(document.Text, section.HeadingSpan))
                throw new ArgumentException($"Section {i} of '{document.Source}' has the ordinal {section.Ordinal} and the span {section.Span} in a text of {document.Text.Length}.", nameof(document));
        }
    }

    private static void CheckPassages(Document document, IReadOnlyList<Passage> passages)
    {
        var ids = new HashSet<PassageId>(passages.Count);
        for (var i = 0; i < passages.Count; i++)
        {
            var passage = passages[i];
            if (passage.Ordinal != i || passage.DocumentId != document.Id || !ids.Add(passage.Id))
                throw new ArgumentException($"Passage {i} of '{document.Source}' has the ordinal {passage.Ordinal}, the document {passage.DocumentId} and the id {passage.Id}: out of order, of another document, or twice.", nameof(passages));

            // Stores keep the span and cut the text out of the document's: a passage that says otherwise would not come back.
            if (!Holds(document.Text, passage.Span) || !passage.Span.In(document.Text).SequenceEqual(passage.Text))
                throw new ArgumentException($"Passage {i} of '{document.Source}' is not the text of its span {passage.Span}.", nameof(passages));
        }
    }

    private static void CheckText(Document document, IReadOnlyList<Passage> passages)
    {
        CheckText(document.Source, "The source of a document");
        CheckText(document.Text, $"The text of '{document.Source}'");
        CheckText(document.Title, $"The title of '{document.Source}'");
        CheckText(document.MediaType, $"The media type of '{document.Source}'");
        CheckText(document.ContentHash, $"The content hash of '{document.Source}'");
        foreach (var tag in document.Tags) CheckText(tag, $"A tag of '{document.Source}'");
        foreach (var name in document.Metadata.Keys) CheckText(name, $"A metadata name of '{document.Source}'");
        foreach (var section in document.Sections) CheckText(section.Heading, $"A heading of '{document.Source}'");
        foreach (var passage in passages)
        {
            CheckText(passage.Id.Value, $"A passage id of '{document.Source}'");
            foreach (var heading in passage.SectionPath) CheckText(heading, $"A section path of '{document.Source}'");
        }
    }

    private static bool Holds(string text, TextSpan span) => span.Start >= 0 && span.Start <= span.End && span.End <= text.Length;

    private static int FirstBad(string text)
    {
        var nul = text.IndexOf('\0');
        for (var i = 0; ; i++)
        {
            var next = text.AsSpan(i).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0) return nul;
            i += next;
            if (nul >= 0 && nul < i) return nul;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }
    }
}
