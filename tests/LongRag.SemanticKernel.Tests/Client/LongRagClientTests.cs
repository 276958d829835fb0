using System.Text.Json;
using LongRag.Client;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Client;

/// <summary>Over HTTP everything is as in the process.</summary>
public sealed class LongRagClientTests : IClassFixture<RunningService>, IDisposable
{
    private readonly RunningService _service;
    private readonly HttpClient _http = new();
    private readonly LongRagClient _client;

    public LongRagClientTests(RunningService service) => (_service, _client) = (service, new LongRagClient(_http, service.Address));

    [Fact]
    public async Task A_search_finds_the_same()
    {
        var request = new SearchRequest { Query = "Größe of a lost key?", Instruction = "nothing about leave", Filters = JsonSerializer.SerializeToElement(new { year = 2021 }), Top = 2, Explain = true, Retriever = "lexical" };
        var (there, here) = (await _client.SearchAsync(request), await _service.InProcess.SearchAsync(request));
        Assert.NotEmpty(here.Results);
        Assert.Equal(Json(here with { TimingsMs = Nothing }), Json(there with { TimingsMs = Nothing }));
        Assert.True(there.TimingsMs["total"] >= 0);
    }

    [Fact]
    public async Task An_answer_is_the_same()
    {
        var request = new AskRequest { Query = "Who pays for a lost key?", History = [new Turn("What hangs in the office?", "Spare keys.")], Order = "rank" };
        var (there, here) = (await _client.AskAsync(request), await _service.InProcess.AskAsync(request));
        Assert.NotEmpty(here.Citations);
        Assert.Equal(Json(here with { TimingsMs = Nothing }), Json(there with { TimingsMs = Nothing }));
    }

    [Fact]
    public async Task The_pieces_of_an_answer_are_the_same()
    {
        var request = new AskRequest { Query = "How many days of leave are there?" };
        List<AskEvent> there = [], here = [];
        await foreach (var piece in _client.AskStreamAsync(request)) there.Add(piece);
        await foreach (var piece in _service.InProcess.AskStreamAsync(request)) here.Add(piece);
        Assert.IsType<AskEvent.SearchResults>(here[0]);
        Assert.IsType<AskEvent.Final>(here[^1]);
        Assert.Equal(here[..^1].Select(AskEventText.Data), there[..^1].Select(AskEventText.Data));
        Assert.Equal(((AskEvent.Final)here[^1]).Answer.Answer, ((AskEvent.Final)there[^1]).Answer.Answer);
    }

    [Fact]
    public async Task Documents_collections_and_outlines_are_the_same()
    {
        Assert.Equal(Json(await _service.InProcess.GetDocumentAsync(_service.KeysId)), Json(await _client.GetDocumentAsync(_service.KeysId)));
        Assert.Equal(Json(await _service.InProcess.GetOutlineAsync(_service.KeysId)), Json(await _client.GetOutlineAsync(_service.KeysId)));
        foreach (var (start, end) in new (int?, int?)[] { (null, null), (10, null), (null, 10), (10, 20), (10, 1_000_000) })
            Assert.Equal(await _service.InProcess.ReadDocumentAsync(_service.KeysId, start, end), await _client.ReadDocumentAsync(_service.KeysId, start, end));
        Assert.Contains("default", (await _client.ListCollectionsAsync()).Select(c => c.Name));
    }

    [Fact]
    public async Task A_text_that_was_saved_can_be_found_when_the_call_returns()
    {
        var request = new SaveTextRequest { Text = "The quinquereme sails on Fridays.", Source = "ships/über uns.md", Metadata = Handbook.Metadata("""{"fleet":[1,2]}"""), Tags = ["sea"] };
        var saved = await _client.SaveTextAsync(request);
        Assert.Equal(("ships/über uns.md", "added"), (saved.Source, saved.Outcome));
        var found = await _client.SearchAsync(new SearchRequest { Query = "quinquereme", Filters = JsonSerializer.SerializeToElement(new { tags = "sea", fleet = 2 }) });
        Assert.Equal(saved.DocumentId, Assert.Single(found.Results).DocumentId);
        Assert.Equal("unchanged", (await _client.SaveTextAsync(request)).Outcome);
        Assert.Equal(new SavedText(saved.DocumentId, saved.Source, "changed"), await _client.SaveTextAsync(request with { Text = "The trireme sails on Mondays." }));
        await _client.DeleteDocumentAsync(saved.DocumentId);
        Assert.Empty((await _client.SearchAsync(new SearchRequest { Query = "trireme quinquereme" })).Results);
    }

    [Fact]
    public async Task Errors_have_the_services_code_and_words()
    {
        await SameErrorAsync("no_such_document", rag => rag.GetDocumentAsync("nothing"));
        await SameErrorAsync("no_such_document", rag => rag.DeleteDocumentAsync("nothing"));
        await SameErrorAsync("no_such_collection", rag => rag.SearchAsync(new SearchRequest { Query = "x", Collections = ["nowhere"] }));
        await SameErrorAsync("bad_filter", rag => rag.SearchAsync(new SearchRequest { Query = "x", Filters = JsonSerializer.SerializeToElement(new Dictionary<string, int> { ["$near"] = 3 }) }));
        await SameErrorAsync("no_reranker", rag => rag.RerankAsync(new RerankRequest { Query = "x", Documents = ["x"] }));
        Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(() => _client.SaveTextAsync(new SaveTextRequest { Text = "x", Collection = "nowhere" }))).Code);
    }

    [Fact]
    public async Task An_error_before_the_first_piece_of_an_answer_has_its_code()
    {
        var error = await Assert.ThrowsAsync<LongRagException>(async () => await _client.AskStreamAsync(new AskRequest { Query = "x", Collections = ["nowhere"] }).GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal("no_such_collection", error.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task A_text_without_a_source_is_the_same_document_here_and_there(string? source)
    {
        var request = new SaveTextRequest { Text = $"The lighthouse keeper sleeps by day ({source?.Length}).", Source = source };
        var there = await _client.SaveTextAsync(request);
        Assert.Equal(there with { Outcome = "unchanged" }, await _service.InProcess.SaveTextAsync(request));
        await _client.DeleteDocumentAsync(there.DocumentId);
        await SameErrorAsync("bad_argument", rag => rag.SaveTextAsync(request with { Text = " " }));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task A_name_that_leads_out_of_its_path_names_nothing(string id)
    {
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => _client.DeleteDocumentAsync(id))).Code);
        Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(() => _client.SaveTextAsync(new SaveTextRequest { Text = "x", Collection = id }))).Code);
    }

    [Theory]
    [InlineData("../collections")]
    [InlineData("a/b?c#d")]
    [InlineData("%2e%2e")]
    public async Task Characters_of_a_name_stay_in_it(string id) => Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => _client.GetDocumentAsync(id))).Code);

    public void Dispose() => _http.Dispose();

    private static IReadOnlyDictionary<string, double> Nothing { get; } = new Dictionary<string, double>();

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, typeof(T), ServiceJson.Compact);

    private async Task SameErrorAsync(string code, Func<ILongRag, Task> call)
    {
        var here = await Assert.ThrowsAsync<LongRagException>(() => call(_service.InProcess));
        var there = await Assert.ThrowsAsync<LongRagException>(() => call(_client));
        Assert.Equal((code, here.Message), (there.Code, there.Message));
    }
}
