using System.ComponentModel;
using System.Text.Json;

namespace LongRag.Client.Functions;

/// <summary>The functions. Parameters are named as the model names them.</summary>
internal sealed class FunctionSet(ILongRag rag, LongRagFunctionOptions options)
{
    private const string CollectionHelp = "Name of the collection; leave it out for the usual one.";
    private const string FiltersHelp = "Only documents that match, such as: year>=2020 and tags=draft and not author=\"Jane Roe\". Fields are metadata names and id, source, title, media_type, tags; ~ means contains. The JSON form {\"year\":{\"$gte\":2020}} is understood too.";
    private const int MostMetadata = 400;

    [Description("Finds passages in the documents for a question, best first, with title, section, pages and place. Use it before you answer from memory. Where a text is cut, continues_at says where get_document can read on.")]
    public async Task<SearchResult> SearchAsync(
        [Description("What to look for: a question or a few words.")] string query,
        [Description(CollectionHelp)] string? collection = null,
        [Description(FiltersHelp)] JsonElement? filters = null,
        [Description("How many results, 1 to 50.")] int top = 5,
        [Description("How many of the best to leave out, to see those after them.")] int skip = 0,
        CancellationToken cancellationToken = default)
    {
        if (top is < 1 or > 50) throw new LongRagException("bad_argument", $"top is {top}; it must be from 1 to 50.");
        if (skip is < 0 or > 950) throw new LongRagException("bad_argument", $"skip is {skip}; it must be from 0 to 950.");
        var found = await rag.SearchAsync(new SearchRequest { Query = query, Collections = Searched(collection), Filters = FilterArgument.Read(filters), Top = top + skip }, cancellationToken);
        var budget = new TextBudget(options.MostText);
        FoundText[] results = [.. found.Results.Skip(skip).Take(top).Select(hit => Found(hit, budget))];
        return new SearchResult(results, results.Length > 0 ? Joined(found.Notes) : $"Nothing {(skip > 0 ? "more " : "")}was found{(Searched(collection) is [var one] ? $" in the collection '{one}'" : "")}; try other words.");
    }

    [Description("Answers a question from the documents. Every citation [n] was checked: its quote stands in the document at that place. no_answer means that the documents do not say.")]
    public async Task<AskResult> AskAsync(
        [Description("The question, complete in itself.")] string question,
        [Description(CollectionHelp)] string? collection = null,
        [Description("What should count as relevant and what should not, in plain words.")] string? instruction = null,
        CancellationToken cancellationToken = default)
    {
        var answer = await rag.AskAsync(new AskRequest { Query = question, Collections = Searched(collection), Instruction = instruction }, cancellationToken);
        return new AskResult(
            answer.Answer, answer.NoAnswer, answer.NoAnswerReason, answer.Generator,
            [.. answer.Citations.Select(c => new QuotedText(c.Id, c.Title, Pages(c.PageStart, c.PageEnd), c.DocumentId, c.StartChar, c.EndChar, TextBudget.Cut(c.Quote, options.MostTextPerResult), c.Verified))],
            answer.UnsupportedSentences is [] ? null : answer.UnsupportedSentences, answer.Notes is [] ? null : [.. answer.Notes.Select(n => n.Text)]);
    }

    [Description("Reads a document's text, or a part of it between two offsets as search and get_outline give them. A long text comes in parts; note says how to go on.")]
    public async Task<DocumentResult> GetDocumentAsync(
        [Description("document_id of a result.")] string document_id,
        [Description("Offset of the first character; 0 where left out.")] int? start_char = null,
        [Description("Offset after the last character; the end of the document where left out.")] int? end_char = null,
        CancellationToken cancellationToken = default)
    {
        var start = start_char ?? 0;
        var most = (int)Math.Min(int.MaxValue, (long)start + options.MostText);
        var part = await rag.ReadDocumentAsync(document_id, start, Math.Min(end_char ?? int.MaxValue, most), cancellationToken);
        var wanted = Math.Min(end_char ?? int.MaxValue, part.Characters);
        if (part.EndChar >= wanted) return new DocumentResult(part.DocumentId, part.Title, part.StartChar, part.EndChar, part.Characters, part.Text, Note: null);
        var text = TextBudget.Cut(part.Text, part.Text.Length - 1);
        var end = part.StartChar + text.Length;
        return new DocumentResult(part.DocumentId, part.Title, part.StartChar, end, part.Characters, text, $"There is more: go on with start_char={end}.");
    }

    [Description("Shows a document's headings with their level, pages and place. Use it to find the part of a long document that get_document should read.")]
    public async Task<OutlineResult> GetOutlineAsync([Description("document_id of a result.")] string document_id, CancellationToken cancellationToken = default)
    {
        var outline = await rag.GetOutlineAsync(document_id, cancellationToken);
        var deepest = Deepest(outline.Sections);
        SectionResult[] sections =
        [
            .. outline.Sections.Where(s => s.Level <= deepest).Take(options.MostSections).Select(s => new SectionResult(s.Level, s.Heading, Pages(s.PageStart, s.PageEnd), s.StartChar, s.EndChar)),
        ];
        var left = outline.Sections.Count - sections.Length;
        return new OutlineResult(outline.DocumentId, outline.Title, sections, left == 0 ? null : $"{left} deeper sections are left out.");
    }

    [Description("Lists the collections of documents that can be searched, with their size.")]
    public async Task<CollectionsResult> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        new([.. (await rag.ListCollectionsAsync(cancellationToken)).Select(c => new CollectionResult(c.Name, c.Language, c.Documents, c.Passages))]);

    [Description("Puts texts that you have in order, by how well they answer a query. index is a text's place in documents, from 0.")]
    public async Task<RerankResult> RerankAsync(
        [Description("The question.")] string query,
        [Description("The texts.")] string[] documents,
        [Description("Give back only this many; all where left out.")] int? top_n = null,
        CancellationToken cancellationToken = default)
    {
        var ranked = await rag.RerankAsync(new RerankRequest { Query = query, Documents = documents, TopN = top_n }, cancellationToken);
        IReadOnlyList<string> notes = [.. ranked.Results.Any(r => r.Truncated) ? ["Texts marked truncated were not read to their end."] : (string[])[], .. ranked.Notes.Select(note => note.Text)];
        return new RerankResult([.. ranked.Results.Select(r => new RankedText(r.Index, Math.Round(r.Score, 6), r.Truncated ? true : null))], notes.Count > 0 ? string.Join(' ', notes) : null);
    }

    [Description("Stores a text as a document, so that it can be found from now on. The same source again replaces what was stored under it.")]
    public Task<SavedText> SaveTextAsync(
        [Description("The text, in Markdown.")] string text,
        [Description("What the document is known by, such as notes/meeting.md; made from the text where left out.")] string? source = null,
        [Description(CollectionHelp)] string? collection = null,
        CancellationToken cancellationToken = default) => rag.SaveTextAsync(new SaveTextRequest { Text = text, Source = source, Collection = Named(collection) }, cancellationToken);

    [Description("Deletes a document for good.")]
    public async Task<DeletedResult> DeleteDocumentAsync([Description("document_id of a result.")] string document_id, CancellationToken cancellationToken = default)
    {
        await rag.DeleteDocumentAsync(document_id, cancellationToken);
        return new DeletedResult(document_id, Deleted: true);
    }

    /// <summary>The collections to search; null leaves it to the service, which knows what the caller may see.</summary>
    private string[]? Searched(string? collection) => Named(collection) is var name && string.IsNullOrWhiteSpace(collection) && string.Equals(name, Collection.DefaultName, StringComparison.Ordinal) ? null : [name];

    private string Named(string? collection) => string.IsNullOrWhiteSpace(collection) ? options.Collection : collection;

    private FoundText Found(SearchHit hit, TextBudget budget)
    {
        var text = budget.Take(hit.Text, options.MostTextPerResult);
        return new FoundText(
            hit.Rank, hit.Title, hit.SectionPath is [] ? null : string.Join(" > ", hit.SectionPath), Pages(hit.PageStart, hit.PageEnd), hit.Collection, hit.DocumentId, hit.StartChar, hit.EndChar,
            text, text.Length < hit.Text.Length ? hit.StartChar + text.Length : null, hit.Metadata.Count > 0 && hit.Metadata.Sum(m => m.Key.Length + m.Value.GetRawText().Length) <= MostMetadata ? hit.Metadata : null);
    }

    /// <summary>The deepest level that is shown: all of a level, or none.</summary>
    private int Deepest(IReadOnlyList<SectionInfo> sections)
    {
        var shown = 0;
        foreach (var level in sections.GroupBy(s => s.Level).OrderBy(g => g.Key))
        {
            shown += level.Count();
            if (shown > options.MostSections && level.Key > 1) return level.Key - 1;
        }

        return int.MaxValue;
    }

    private static string? Joined(IReadOnlyList<AnswerNote> notes) => notes is [] ? null : string.Join(' ', notes.Select(n => n.Text));

    private static string? Pages(int? first, int? last) => (first, last) switch
    {
        (null, _) => null,
        ({ } a, { } b) when a != b => $"{a}-{b}",
        ({ } a, _) => $"{a}",
    };
}
