namespace LongRag.Api.Tests;

/// <summary>Who may do what.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private RunningService _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync(new ServiceSetup { Server = new ServerOptions { RequestsPerMinute = 60_000 } });

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task Without_keys_this_machine_may_do_everything_and_with_one_nobody_may_without_it()
    {
        using var open = await _running.Client.GetAsync("/v1/info");
        Assert.Equal(("owner", "admin"), ((await open.JsonAsync(200)).GetProperty("principal").GetString(), (await open.JsonAsync(200)).GetProperty("right").GetString()));
        var secret = await _running.KeyAsync(AccessRight.Read);
        using var bearer = _running.ClientOf(secret);
        using var known = await bearer.GetAsync("/v1/info");
        Assert.Equal("read", (await known.JsonAsync(200)).GetProperty("right").GetString());
        using var refused = await _running.Client.GetAsync("/v1/info");
        await refused.ProblemAsync(401, "unauthorized");
        Assert.Equal("Bearer realm=\"longrag\"", refused.Headers.WwwAuthenticate.ToString());
        using var byHeader = _running.ClientOf(null);
        byHeader.DefaultRequestHeaders.Add("X-API-Key", secret);
        Assert.Equal(200, await StatusAsync(byHeader, "/v1/info"));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer lr_abcdef_0123456789abcdef0123456789abcdef")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task A_key_that_is_none_is_refused(string header)
    {
        await _running.KeyAsync(AccessRight.Admin);
        using var client = _running.ClientOf(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        await UntilAsync(async () => (await StatusAsync(_running.Client, "/v1/info")) == 401);
        using var answer = await client.GetAsync("/v1/info");
        await answer.ProblemAsync(401, "unauthorized");
    }

    [Fact]
    public async Task A_revoked_key_ends_within_a_second_or_so_and_the_service_stays_closed()
    {
        var secret = await _running.KeyAsync(AccessRight.Admin);
        using var client = _running.ClientOf(secret);
        await UntilAsync(async () => (await StatusAsync(_running.Client, "/v1/info")) == 401);
        Assert.Equal(200, await StatusAsync(client, "/v1/collections"));
        foreach (var key in await _running.Service.Keys.ListAsync(RunningService.Cancellation)) await _running.Service.Keys.RevokeAsync(key.Id, RunningService.Cancellation);
        await UntilAsync(async () => (await StatusAsync(client, "/v1/collections")) == 401);
        Assert.Equal(401, await StatusAsync(_running.Client, "/v1/collections"));
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var (key, secret) = await _running.Service.Keys.CreateAsync(new NewApiKey { Client = "short", ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(2) }, RunningService.Cancellation);
        Assert.Null(key.RevokedAt);
        using var client = _running.ClientOf(secret);
        Assert.Equal(200, await StatusAsync(client, "/v1/info"));
        await UntilAsync(async () => (await StatusAsync(client, "/v1/info")) == 401);
    }

    [Fact]
    public async Task A_right_that_is_missing_is_forbidden_and_what_may_not_be_seen_is_not_there()
    {
        await _running.StoreAsync("a.md", "# Secret\n\nThe treasure lies under the oak.");
        using var made = await _running.Client.PostJsonAsync("/v1/collections", new { name = "public" });
        await made.JsonAsync(201);
        using var reader = _running.ClientOf(await _running.KeyAsync(AccessRight.Read, "public"));
        using var writer = _running.ClientOf(await _running.KeyAsync(AccessRight.Write, "public"));
        await UntilAsync(async () => (await StatusAsync(_running.Client, "/v1/info")) == 401);
        using var write = await reader.PostJsonAsync("/v1/collections/public/documents", new { raw_text = "x" });
        await write.ProblemAsync(403, "forbidden");
        using var administer = await writer.DeleteAsync("/v1/collections/public");
        await administer.ProblemAsync(403, "forbidden");
        using var unseen = await reader.PostJsonAsync("/v1/search", new { query = "treasure", collections = new[] { "default" } });
        await unseen.ProblemAsync(404, "no_such_collection");
        using var list = await reader.GetAsync("/v1/collections");
        Assert.Equal(["public"], (await list.JsonAsync(200)).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("127.0.0.1.example.org")]
    [InlineData("192.168.0.1")]
    public async Task Without_keys_a_name_that_is_not_this_machines_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/collections");
        request.Headers.Host = host;
        using var answer = await _running.Client.SendAsync(request, RunningService.Cancellation);
        await answer.ProblemAsync(403, "host_not_allowed");
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", true)]
    [InlineData("Origin", "null", true)]
    [InlineData("Origin", "http://127.0.0.1:1", true)]
    [InlineData("Sec-Fetch-Site", "cross-site", true)]
    [InlineData("Sec-Fetch-Site", "same-site", true)]
    [InlineData("Sec-Fetch-Site", "same-origin", false)]
    public async Task Without_keys_another_sites_page_may_send_nothing(string header, string value, bool isRefused)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/search") { Content = new StringContent("{\"query\":\"x\"}", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await _running.Client.SendAsync(request, RunningService.Cancellation);
        if (isRefused) await answer.ProblemAsync(403, "cross_origin");
        else await answer.JsonAsync(200);
    }

    [Theory]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-Host", "rag.example")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("Via", "1.1 gate")]
    public async Task Without_keys_nothing_comes_through_a_proxy_and_with_a_key_it_does(string header, string value)
    {
        using var refused = await _running.Client.SendAsync(Proxied(), RunningService.Cancellation);
        Assert.Contains(header, (await refused.ProblemAsync(403, "keys_required")).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var keyed = _running.ClientOf(await _running.KeyAsync(AccessRight.Read));
        using var taken = await keyed.SendAsync(Proxied(), RunningService.Cancellation);
        await taken.JsonAsync(200);

        HttpRequestMessage Proxied()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/collections");
            request.Headers.TryAddWithoutValidation(header, value);
            return request;
        }
    }

    [Fact]
    public async Task A_key_in_its_own_header_counts_whatever_else_authorizes_the_way()
    {
        using var client = _running.ClientOf(null);
        client.DefaultRequestHeaders.Add("X-API-Key", await _running.KeyAsync(AccessRight.Read));
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic dXNlcjpwYXNz");
        using var answer = await client.GetAsync("/v1/info");
        Assert.Equal("read", (await answer.JsonAsync(200)).GetProperty("right").GetString());
    }

    [Fact]
    public async Task A_key_that_only_reads_changes_nothing()
    {
        var id = await _running.StoreAsync("a.md", "# Ferries\n\nThe master alone may cancel a sailing.");
        using var jobs = await _running.Client.GetAsync("/v1/jobs");
        var job = (await jobs.JsonAsync(200)).GetProperty("items")[0].GetProperty("id").GetString();
        (string Method, string Path, string? Body)[] changes =
        [
            ("POST", "/v1/collections", """{"name":"mine"}"""),
            ("PATCH", "/v1/collections/default", """{"passage_tokens":64}"""),
            ("DELETE", "/v1/collections/default", null),
            ("POST", "/v1/collections/default/documents", """{"raw_text":"x"}"""),
            ("POST", "/v1/collections/default/documents", """{"url":"https://example.org/"}"""),
            ("PUT", $"/v1/collections/default/documents/{id}", """{"raw_text":"x"}"""),
            ("DELETE", $"/v1/collections/default/documents/{id}", null),
            ("DELETE", $"/v1/documents/{id}", null),
            ("POST", $"/v1/jobs/{job}/cancel", null),
            ("POST", $"/v1/jobs/{job}/retry", null),
        ];
        using var reader = _running.ClientOf(await _running.KeyAsync(AccessRight.Read, "default"));
        foreach (var (method, path, body) in changes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await reader.SendAsync(request, RunningService.Cancellation);
            Assert.True((int)answer.StatusCode == 403, $"{method} {path} {body}: {(int)answer.StatusCode}");
            await answer.ProblemAsync(403, "forbidden");
        }

        using var collection = await reader.GetAsync("/v1/collections/default");
        Assert.Equal(1, (await collection.JsonAsync(200)).GetProperty("documents").GetInt32());
    }

    [Fact]
    public async Task The_page_of_this_service_may_send_requests()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/search") { Content = new StringContent("{\"query\":\"x\"}", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Origin", _running.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await _running.Client.SendAsync(request, RunningService.Cancellation);
        await answer.JsonAsync(200);
    }

    [Theory]
    [InlineData("/healthz", true)]
    [InlineData("/", true)]
    [InlineData("/style.css", true)]
    [InlineData("/docs/", true)]
    [InlineData("/openapi/v1.json", true)]
    [InlineData("/readyz", true)]
    [InlineData("/metrics", false)]
    [InlineData("/v1/info", false)]
    [InlineData("/v1/models", false)]
    public async Task What_holds_no_data_needs_no_key(string path, bool isOpen)
    {
        await _running.KeyAsync(AccessRight.Admin);
        await UntilAsync(async () => (await StatusAsync(_running.Client, "/v1/info")) == 401);
        Assert.Equal(isOpen ? 200 : 401, await StatusAsync(_running.Client, path));
    }

    [Fact]
    public async Task A_key_that_asks_too_often_waits()
    {
        var (_, secret) = await _running.Service.Keys.CreateAsync(new NewApiKey { Client = "eager", RequestsPerMinute = 12 }, RunningService.Cancellation);
        using var client = _running.ClientOf(secret);
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++) statuses.Add(await StatusAsync(client, "/v1/info"));
        Assert.Equal([200, 200, 429, 429], statuses);
        using var refused = await client.GetAsync("/v1/info");
        await refused.ProblemAsync(429, "too_many_requests");
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture), 1, 5);
        using var other = _running.ClientOf(await _running.KeyAsync(AccessRight.Read));
        Assert.Equal(200, await StatusAsync(other, "/v1/info"));
    }

    [Fact]
    public async Task That_a_key_was_used_is_written_down()
    {
        var secret = await _running.KeyAsync(AccessRight.Read);
        using var client = _running.ClientOf(secret);
        Assert.Equal(200, await StatusAsync(client, "/v1/info"));
        await UntilAsync(async () => (await _running.Service.Keys.ListAsync(RunningService.Cancellation)).Single().LastUsedAt is not null);
    }

    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return (int)answer.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition()) await Task.Delay(20, RunningService.Cancellation);
    }
}
