using System.Text.Json;
using CsCheck;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class FilteredSearchTests
{
    private static readonly string[] Fields = ["author", "year", "tags", "title", "source", "id", "media_type", "a", "a:b", "none"];
    private static readonly string[] Texts = ["Smith", "smith", "SMITHSON", "2020", "2020.0", "-3", "0", "-0.0", "1e3", "", "true", "Ångström", "\ud83d\ude00", "\uffee", "word", "x", new string('z', 9_000), new string('z', 9_000) + "y"];

    private static Gen<string> Text { get; } = OneOf(Texts);

    private static Gen<Filter> AnyFilter { get; } = Gen.Recursive<Filter>((depth, inner) =>
    {
        var field = OneOf(Fields);
        var value = Text.Select(FilterValue.Of);
        var leaf = Gen.OneOf<Filter>(
            Gen.Select(field, Gen.Enum<Comparison>(), value, (f, c, v) => (Filter)new Filter.Compare(f, c, v)),
            Gen.Select(field, value.List[0, 3], (f, v) => (Filter)new Filter.In(f, v)),
            Gen.Select(field, Gen.Bool, (f, p) => (Filter)new Filter.Exists(f, p)));
        return depth > 3 ? leaf : Gen.OneOf(leaf, inner.List[0, 3].Select(p => (Filter)new Filter.And(p)), inner.List[0, 3].Select(p => (Filter)new Filter.Or(p)), inner.Select(p => (Filter)new Filter.Not(p)));
    });

    private static Gen<string> Metadata { get; } = Gen.Select(Text.List[0, 2], OneOf("null", "2020", "\"2020\"", "true", "[1, \"Smith\"]", "{}", "[]", "1999.5"), Text, (authors, year, a) =>
        $$"""{"author":{{JsonSerializer.Serialize(authors)}},"year":{{year}},"a":{{JsonSerializer.Serialize(a)}},"a:b":2}""");

    [Fact]
    public async Task A_filtered_search_finds_exactly_the_documents_that_the_filter_matches()
    {
        using var folder = new TemporaryFolder();
        var documents = Gen.Select(Metadata, Text.List[0, 2], (metadata, tags) => (metadata, tags)).Array[40].Single(_ => true, "0N0XIzNsQ0O2");
        await using var corpus = await LexicalCorpus.OfAsync(folder, [.. documents.Select((d, i) => Corpora.Whole($"doc{i % 7}/{i}", i % 2 == 0 ? "Smith" : "word", "word", d.metadata, d.tags))]);
        // Several segments, some with deletions.
        await corpus.Store.DeleteAsync(Collection.DefaultName, [DocumentId.From(Collection.DefaultName, "doc3/3")]);
        await corpus.Store.SaveAsync([.. Enumerable.Range(0, 9).Select(i => Corpora.Whole($"doc{i}/{i}", "Smith", "word and word", documents[39 - i].metadata))]);
        await corpus.CatchUpAsync();
        var all = new List<DocumentSummary>();
        await foreach (var document in corpus.Store.ListDocumentsAsync(Collection.DefaultName)) all.Add(document);

        await AnyFilter.SampleAsync(
            async filter =>
            {
                var found = await corpus.AskAsync("word", top: 100, filter);
                Assert.Equal(all.Where(filter.Matches).Select(d => d.Id.Value).Order(StringComparer.Ordinal), found.Select(f => f.Document.Id.Value).Order(StringComparer.Ordinal));
            },
            iter: 400,
            threads: 1);
    }

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);
}
