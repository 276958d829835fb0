using System.Text.RegularExpressions;

namespace LongRag.Api.Tests;

/// <summary>What those see who run the service, and what a browser is told.</summary>
public sealed partial class OperationTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    private HttpClient Client => handbook.Client;

    [Fact]
    public async Task The_service_says_that_it_lives_and_that_it_can_answer()
    {
        using var alive = await Client.GetAsync("/healthz");
        Assert.Equal("ok", (await alive.JsonAsync(200)).GetProperty("status").GetString());
        using var ready = await Client.GetAsync("/readyz");
        var health = await ready.JsonAsync(200);
        Assert.True(health.GetProperty("ready").GetBoolean());
        Assert.Equal("ok", health.GetProperty("checks").GetProperty("store").GetString());
        using var info = await Client.GetAsync("/v1/info");
        Assert.Equal(("sqlite", "lexical", "extractive"), ((await info.JsonAsync(200)).GetProperty("storage").GetString(), (await info.JsonAsync(200)).GetProperty("retrievers")[0].GetString(), (await info.JsonAsync(200)).GetProperty("generators")[0].GetString()));
    }

    [Fact]
    public async Task Metrics_tell_requests_and_jobs()
    {
        using var answer = await Client.GetAsync("/metrics");
        var text = await answer.Content.ReadAsStringAsync(RunningService.Cancellation);
        Assert.StartsWith("text/plain", answer.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^longrag_jobs_queued\{[^}]*\} 0$", text);
        Assert.Contains("http_server_request_duration_seconds_count{", text, StringComparison.Ordinal);
        Assert.DoesNotContain(handbook.FerriesId, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my-request.1", "my-request.1")]
    [InlineData("two words", null)]
    [InlineData(null, null)]
    public async Task A_request_keeps_its_name(string? given, string? kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        if (given is not null) request.Headers.TryAddWithoutValidation("X-Request-ID", given);
        using var answer = await Client.SendAsync(request, RunningService.Cancellation);
        var id = answer.Headers.GetValues("X-Request-ID").Single();
        if (kept is null) Assert.Matches("^[0-9a-f]{32}$", id);
        else Assert.Equal(kept, id);
    }

    [Fact]
    public async Task A_name_of_a_request_that_is_too_long_is_not_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.TryAddWithoutValidation("X-Request-ID", new string('x', 129));
        using var answer = await Client.SendAsync(request, RunningService.Cancellation);
        Assert.Matches("^[0-9a-f]{32}$", answer.Headers.GetValues("X-Request-ID").Single());
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/app.js", "text/javascript")]
    [InlineData("/style.css", "text/css")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    public async Task The_page_may_run_only_its_own_scripts(string path, string type)
    {
        using var answer = await Client.GetAsync(path);
        Assert.Equal((200, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var same = await Client.SendAsync(again, RunningService.Cancellation);
        Assert.Equal(304, (int)same.StatusCode);
    }

    [Theory]
    [InlineData("/v1/collections")]
    [InlineData("/v1/nothing")]
    [InlineData("/healthz")]
    public async Task An_answer_is_no_page(string path)
    {
        using var answer = await Client.GetAsync(path);
        Assert.Equal(("nosniff", "no-referrer", "default-src 'none'; frame-ancestors 'none'"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single(), answer.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.DoesNotContain("html", answer.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_reference_page_asks_nobody_but_the_service()
    {
        using var answer = await Client.GetAsync("/docs");
        var html = await answer.Content.ReadAsStringAsync(RunningService.Cancellation);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        var nonce = Nonce().Match(html).Groups["value"].Value;
        Assert.Contains($"script-src 'self' 'nonce-{nonce}';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var script = await Client.GetAsync("/docs/scalar.js");
        Assert.Equal(200, (int)script.StatusCode);
    }

    [Fact]
    public async Task The_description_names_every_route_its_refusals_and_its_keys()
    {
        using var answer = await Client.GetAsync("/openapi/v1.json");
        var document = await answer.JsonAsync(200);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (Path: path.Name, Method: method.Name, Operation: method.Value))).ToList();
        Assert.All(operations, o => Assert.NotEqual("", o.Operation.GetProperty("summary").GetString()));
        Assert.Equal(operations.Count, operations.Select(o => o.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations.Where(o => o.Path is not ("/healthz" or "/readyz")), o =>
        {
            Assert.True(o.Operation.GetProperty("responses").TryGetProperty("401", out _), o.Path);
            Assert.Equal(2, o.Operation.GetProperty("security").GetArrayLength());
        });
        Assert.Equal(["api_key", "bearer"], document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).Order(StringComparer.Ordinal));
        Assert.Equal("The question, as the user wrote it.", document.GetProperty("components").GetProperty("schemas").GetProperty("SearchRequest").GetProperty("properties").GetProperty("query").GetProperty("description").GetString());
        string[] expected = ["/v1/search", "/v1/ask", "/v1/rerank", "/v1/chat/completions", "/v1/models", "/v1/embeddings", "/v1/collections", "/v1/jobs/{id}/events", "/v1/documents/{id}/spans", "/v1/collections/{collection}/documents/{id}/content", "/readyz", "/v1/info"];
        Assert.Empty(expected.Except(operations.Select(o => o.Path)));
    }

    [GeneratedRegex("nonce=\"(?<value>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nonce();
}
