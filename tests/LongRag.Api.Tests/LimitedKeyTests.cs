namespace LongRag.Api.Tests;

/// <summary>Keys of collections other than the default one, and requests that name none.</summary>
public sealed class LimitedKeyTests : IAsyncLifetime
{
    private RunningService _running = null!;

    public async ValueTask InitializeAsync()
    {
        _running = await RunningService.StartAsync();
        foreach (var name in (string[])["boats", "trams"])
        {
            using var made = await _running.Client.PostJsonAsync("/v1/collections", new { name });
            await made.JsonAsync(201);
        }

        await _running.StoreAsync("default.md", "# Ferry\n\nThe ferry of the default collection.");
        await _running.StoreAsync("boats.md", "# Ferry\n\nThe ferry of the boats.", "boats");
        await _running.StoreAsync("trams.md", "# Ferry\n\nThe ferry of the trams.", "trams");
    }

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Theory]
    [InlineData("boats", "boats")]
    [InlineData("boats trams", "boats trams")]
    [InlineData("boats gone", "boats")]
    [InlineData("boats default", "default")]
    public async Task A_request_that_names_no_collection_searches_those_that_the_key_may_see(string key, string searched)
    {
        using var client = _running.ClientOf(await _running.KeyAsync(AccessRight.Read, key.Split(' ')));
        using var found = await client.PostJsonAsync("/v1/search", new { query = "ferry" });
        var names = (await found.JsonAsync(200)).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("collection").GetString()!);
        Assert.Equal(searched, string.Join(' ', names.Order(StringComparer.Ordinal)));
        using var asked = await client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", messages = new[] { new { role = "user", content = "What of the ferry?" } } });
        await asked.JsonAsync(200);
        using var models = await client.GetAsync("/v1/models");
        Assert.Equal("longrag", (await models.JsonAsync(200)).GetProperty("data")[0].GetProperty("id").GetString());
        using var model = await client.GetAsync("/v1/models/longrag");
        await model.JsonAsync(200);
    }

    [Fact]
    public async Task A_key_whose_collections_do_not_exist_is_told_its_own()
    {
        using var client = _running.ClientOf(await _running.KeyAsync(AccessRight.Read, "gone"));
        using var found = await client.PostJsonAsync("/v1/search", new { query = "ferry" });
        Assert.Equal("There is no collection 'gone'.", (await found.ProblemAsync(404, "no_such_collection")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_search_of_the_protocol_for_models_does_the_same()
    {
        using var client = _running.ClientOf(await _running.KeyAsync(AccessRight.Read, "boats"));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await client.PostJsonAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "search", arguments = new { query = "ferry" } } });
        var text = await answer.Content.ReadAsStringAsync(RunningService.Cancellation);
        Assert.Contains("The ferry of the boats.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("isError\":true", text, StringComparison.Ordinal);
    }
}
