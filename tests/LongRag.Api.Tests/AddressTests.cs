namespace LongRag.Api.Tests;

/// <summary>What an address may say, and what it means.</summary>
public sealed class AddressTests : IAsyncLifetime
{
    private RunningService _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync();

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Theory]
    [InlineData("/v1/collections/default/documents?limt=5", "There is no parameter 'limt' here; possible: limit, cursor.")]
    [InlineData("/v1/jobs?state=queued", "There is no parameter 'state' here; possible: collection, status, limit, cursor.")]
    [InlineData("/v1/collections?cursor=x", "There is no parameter 'cursor' here; the address takes none.")]
    [InlineData("/v1/collections/default?collection=other", "There is no parameter 'collection' here; the address takes none.")]
    public async Task A_parameter_that_is_not_known_is_refused(string path, string message)
    {
        using var answer = await _running.Client.GetAsync(path);
        Assert.Equal(message, (await answer.ProblemAsync(400, "unknown_field")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_upload_knows_its_parameters_and_a_probe_is_not_asked_for_any()
    {
        using var upload = await _running.Client.PostTextAsync("/v1/collections/default/documents?source=a.md&mode=upsert&tags=a,b&metadata=%7B%22year%22:2024%7D", "# A\n\nText.", "text/markdown");
        await upload.JsonAsync(202);
        using var wrong = await _running.Client.PostTextAsync("/v1/collections/default/documents?source=a.md&tag=a", "# A\n\nText.", "text/markdown");
        await wrong.ProblemAsync(400, "unknown_field");
        using var probe = await _running.Client.GetAsync("/healthz?from=balancer");
        await probe.JsonAsync(200);
    }

    [Fact]
    public async Task A_collection_keeps_its_name()
    {
        using var other = new HttpRequestMessage(HttpMethod.Patch, "/v1/collections/default") { Content = new StringContent("""{"name":"new","passage_tokens":64}""", System.Text.Encoding.UTF8, "application/json") };
        using var refused = await _running.Client.SendAsync(other, RunningService.Cancellation);
        Assert.Equal("A collection keeps its name: 'name' is 'new'.", (await refused.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
        using var same = new HttpRequestMessage(HttpMethod.Patch, "/v1/collections/default") { Content = new StringContent("""{"name":"default","passage_tokens":64}""", System.Text.Encoding.UTF8, "application/json") };
        using var changed = await _running.Client.SendAsync(same, RunningService.Cancellation);
        Assert.Equal(64, (await changed.JsonAsync(200)).GetProperty("passage_tokens").GetInt32());
    }

    [Fact]
    public async Task Spans_that_follow_each_other_give_each_character_once_and_whole()
    {
        const string text = "A \U0001F511 and \U0001F6B2\U0001F6B2.";
        var id = await _running.StoreAsync("keys.txt", text);
        for (var width = 1; width <= 5; width++)
        {
            var read = "";
            for (var start = 0; start < text.Length; start += width)
            {
                using var answer = await _running.Client.GetAsync($"/v1/documents/{id}/spans?start={start}&end={start + width}");
                var part = await answer.JsonAsync(200);
                Assert.Equal(text[part.GetProperty("start_char").GetInt32()..part.GetProperty("end_char").GetInt32()], part.GetProperty("text").GetString());
                read += part.GetProperty("text").GetString();
            }

            Assert.Equal(text, read);
        }
    }
}
