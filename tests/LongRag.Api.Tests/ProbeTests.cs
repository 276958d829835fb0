namespace LongRag.Api.Tests;

/// <summary>What programs ask that only want to know whether something is there: probes without a key, and HEAD.</summary>
public sealed class ProbeTests : IAsyncLifetime
{
    private RunningService _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync();

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task A_probe_needs_no_key_and_is_told_the_status_alone()
    {
        using var client = _running.ClientOf(await _running.KeyAsync(AccessRight.Read, null));
        while ((int)(await _running.Client.GetAsync("/v1/info")).StatusCode != 401) await Task.Delay(20, RunningService.Cancellation);
        using var probe = await _running.Client.GetAsync("/readyz");
        var told = await probe.JsonAsync(200);
        Assert.Equal("""{"ready":true,"checks":{}}""", told.GetRawText());
        using var known = await client.GetAsync("/readyz");
        Assert.Equal("""{"ready":true,"checks":{"store":"ok","jobs":"ok"}}""", (await known.JsonAsync(200)).GetRawText());
        using var stranger = _running.ClientOf("lr_abcdef_0123456789abcdef0123456789abcdef");
        using var wrong = await stranger.GetAsync("/readyz");
        Assert.Equal("{}", (await wrong.JsonAsync(200)).GetProperty("checks").GetRawText());
    }

    [Fact]
    public async Task HEAD_says_what_GET_says_without_a_body()
    {
        var id = await _running.StoreAsync("ferry.md", "# Ferry\n\nIt leaves at nine.");
        using var jobs = await _running.Client.GetAsync("/v1/jobs");
        var job = (await jobs.JsonAsync(200)).GetProperty("items")[0].GetProperty("id").GetString();
        foreach (var path in (string[])["/healthz", "/readyz", "/v1/info", "/v1/collections", "/v1/collections/default", $"/v1/documents/{id}", $"/v1/documents/{id}/content", "/v1/models", $"/v1/jobs/{job}", $"/v1/jobs/{job}/events"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var answer = await _running.Client.SendAsync(request, RunningService.Cancellation);
            Assert.Equal((path, 200, ""), (path, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(RunningService.Cancellation)));
        }

        using var missing = new HttpRequestMessage(HttpMethod.Head, "/v1/documents/nothing");
        using var refused = await _running.Client.SendAsync(missing, RunningService.Cancellation);
        Assert.Equal(404, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Times_of_stages_are_counted_in_seconds()
    {
        await _running.StoreAsync("ferry.md", "# Ferry\n\nIt leaves at nine.");
        using var found = await _running.Client.PostJsonAsync("/v1/search", new { query = "ferry" });
        await found.JsonAsync(200);
        using var metrics = await _running.Client.GetAsync("/metrics");
        var text = await metrics.Content.ReadAsStringAsync(RunningService.Cancellation);
        var bounds = text.Split('\n').Where(line => line.StartsWith("longrag_stage_duration_seconds_bucket", StringComparison.Ordinal) && line.Contains("\"retrieval\"", StringComparison.Ordinal))
            .Select(line => line.Split("le=\"")[1].Split('"')[0]);
        Assert.Equal("0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 30 60 +Inf", string.Join(' ', bounds));
    }
}
