using System.Text.Json;
using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Data;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Kernel;

public sealed class LongRagTextSearchTests(Handbook handbook) : IClassFixture<Handbook>
{
    [Fact]
    public async Task A_result_has_the_title_as_its_name_and_the_place_as_its_link()
    {
        var search = new LongRagTextSearch(handbook.Rag);
        var found = Assert.Single(await ListAsync(await search.GetTextSearchResultsAsync("lost key", new TextSearchOptions<LongRagRecord> { Top = 1 })));
        var hit = (await handbook.Rag.SearchAsync(new SearchRequest { Query = "lost key", Top = 1 })).Results[0];
        Assert.Equal(("Keys", $"/v1/documents/{handbook.KeysId}#char={hit.StartChar},{hit.EndChar}", hit.Text), (found.Name, found.Link, found.Value));
        var linked = new LongRagTextSearch(handbook.Rag, service: new Uri("http://rag.example:8080/"));
        Assert.Equal("http://rag.example:8080" + found.Link, (await ListAsync(await linked.GetTextSearchResultsAsync("lost key", new TextSearchOptions<LongRagRecord> { Top = 1 })))[0].Link);
    }

    [Fact]
    public async Task Pages_of_results_follow_each_other()
    {
        var search = new LongRagTextSearch(handbook.Rag);
        var all = await ListAsync(await search.SearchAsync("keys leave", new TextSearchOptions<LongRagRecord> { Top = 4 }));
        Assert.Equal(4, all.Count);
        Assert.Equal(all[1..3], await ListAsync(await search.SearchAsync("keys leave", new TextSearchOptions<LongRagRecord> { Top = 2, Skip = 1 })));
        Assert.Equal(all, await ListAsync(await search.SearchAsync("keys leave")));
    }

    [Fact]
    public async Task A_record_has_metadata_as_plain_values()
    {
        var found = await ListAsync(await new LongRagTextSearch(handbook.Rag).GetSearchResultsAsync("lost key", new TextSearchOptions<LongRagRecord> { Top = 1, Filter = r => (int)r.Metadata["year"]! == 2021 && r.Tags.Contains("house") }));
        Assert.Equal((2021.0, "Jane Roe", "keys.md", "default"), (found[0].Metadata["year"], found[0].Metadata["author"], found[0].Source, found[0].Collection));
    }

    [Fact]
    public async Task The_filter_of_the_settings_holds_beside_that_of_a_call()
    {
        var settings = new SearchRequest { Filters = JsonSerializer.SerializeToElement(new { year = 2023 }) };
        var search = new LongRagTextSearch(handbook.Rag, settings);
        Assert.Equal(["leave.md"], (await ListAsync(await search.GetSearchResultsAsync("keys leave"))).Select(r => r.Source));
        Assert.Empty(await ListAsync(await search.GetSearchResultsAsync("keys leave", new TextSearchOptions<LongRagRecord> { Filter = r => r.Source == "keys.md" })));
    }

    [Fact]
    public async Task Code_written_for_CreateWithSearch_works()
    {
        var kernel = new Microsoft.SemanticKernel.Kernel();
        kernel.Plugins.AddLongRagTextSearch(new LongRagTextSearch(handbook.Rag));
        var arguments = new KernelArguments { ["query"] = "keys leave", ["count"] = "2", ["skip"] = "1" };
        var texts = await kernel.InvokeAsync<List<string>>("SearchPlugin", "Search", arguments);
        var results = await kernel.InvokeAsync<List<TextSearchResult>>("SearchPlugin", "GetTextSearchResults", arguments);
        var all = (await handbook.Rag.SearchAsync(new SearchRequest { Query = "keys leave" })).Results;
        Assert.Equal([all[1].Text, all[2].Text], texts!);
        Assert.Equal([(all[1].Title, all[1].Text), (all[2].Title, all[2].Text)], results!.Select(r => (r.Name!, r.Value)));
        ITextSearch search = new LongRagTextSearch(handbook.Rag);
        var plugin = search.CreateWithSearch("Mine");
        Assert.Equal(texts, (await plugin["Search"].InvokeAsync(kernel, arguments)).GetValue<List<string>>());
    }

    [Fact]
    public async Task The_old_filter_of_clauses_is_understood_or_refused()
    {
        ITextSearch search = new LongRagTextSearch(handbook.Rag);
        var options = new TextSearchOptions { Top = 5, Filter = new TextSearchFilter().Equality("year", 2023).Equality("author", null!) };
        Assert.Equal("bad_filter", (await Assert.ThrowsAsync<LongRagException>(() => search.SearchAsync("keys", options))).Code);
        var leave = (LongRagRecord)Assert.Single(await ListAsync(await search.GetSearchResultsAsync("keys leave", new TextSearchOptions { Top = 5, Filter = new TextSearchFilter().Equality("year", 2023) })));
        Assert.Equal("leave.md", leave.Source);
        var tagged = await ListAsync(await search.GetTextSearchResultsAsync("keys leave", new TextSearchOptions { Top = 5, Filter = new TextSearchFilter().Equality("tags", "staff") }));
        Assert.Equal("Leave", Assert.Single(tagged).Name);
    }

    [Fact]
    public void A_clause_on_tags_is_a_condition_on_tags()
    {
        var any = new AnyTagEqualToFilterClause("tags", "staff");
        Assert.Equal("""{"tags":{"$eq":"staff"}}""", FilterJson.Write(ClauseFilter.Read(any)).GetRawText());
    }

    private static async Task<List<T>> ListAsync<T>(KernelSearchResults<T> results) => await results.Results.ToListAsync(TestContext.Current.CancellationToken);
}
