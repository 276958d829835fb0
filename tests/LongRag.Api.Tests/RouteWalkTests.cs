using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LongRag.Api.Tests;

/// <summary>
/// Calls every route of the OpenAPI document with keys that must not learn of a collection, first while it does not exist and then while it does. Whatever differs is a leak: a status, a header, a
/// word, a count.
/// </summary>
public sealed partial class RouteWalkTests : IAsyncLifetime
{
    private const string Secret = "vault-7";
    private const string Source = "blueprint-oak.md";
    private const string Text = "# Oakwood Heist\n\nThe treasure of Oakwood lies beneath the marble fountain. The guards change at midnight.\n";
    private const string NoJob = "00000000000000000000000000000000";

    private static readonly string SecretId = DocumentId.From(Secret, Source).Value;

    /// <summary>Words that stand in the secret collection and in no request.</summary>
    private static readonly string[] Giveaways = ["Oakwood", "marble", "midnight", "blueprint"];

    private RunningService _running = null!;
    private readonly Dictionary<string, string?> _keys = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync();

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task No_route_tells_of_a_collection_that_the_key_may_not_see()
    {
        using var made = await _running.Client.PostJsonAsync("/v1/collections", new { name = "public" });
        await made.JsonAsync(201);
        await _running.StoreAsync("bus.md", "# Buses\n\nBuses run every hour.", "public");
        var owner = await _running.KeyAsync(AccessRight.Admin, collections: null);
        _keys["no collection, read"] = await _running.KeyAsync(AccessRight.Read, []);
        _keys["no collection, admin"] = await _running.KeyAsync(AccessRight.Admin, []);
        _keys["another collection, read"] = await _running.KeyAsync(AccessRight.Read, "public");
        _keys["another collection, admin"] = await _running.KeyAsync(AccessRight.Admin, "public");
        _keys["unknown"] = "lr_abcdef_0123456789abcdef0123456789abcdef";
        _keys["none"] = null;
        using var admin = _running.ClientOf(owner);
        var routes = await RoutesAsync();
        while ((int)(await _running.Client.GetAsync("/v1/info")).StatusCode != 401) await Task.Delay(20, RunningService.Cancellation);

        var before = await WalkAsync(routes, NoJob);
        using var created = await admin.PostJsonAsync("/v1/collections", new { name = Secret });
        await created.JsonAsync(201);
        await _running.StoreAsync(Source, Text, Secret, admin);
        using var jobs = await admin.GetAsync($"/v1/jobs?collection={Secret}");
        var job = (await jobs.JsonAsync(200)).GetProperty("items")[0].GetProperty("id").GetString()!;
        var after = await WalkAsync(routes, job);

        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        foreach (var (call, answer) in after)
        {
            Assert.True(before[call] == answer, $"{call}\n--- before it existed\n{before[call]}\n--- since it exists\n{answer}");
            Assert.True(call.StartsWith("none", StringComparison.Ordinal) || call.StartsWith("unknown", StringComparison.Ordinal) ? call.Contains("/healthz", StringComparison.Ordinal) || call.Contains("/readyz", StringComparison.Ordinal) || answer.StartsWith("401", StringComparison.Ordinal) : !answer.StartsWith("401", StringComparison.Ordinal), call);
            Assert.DoesNotContain(Giveaways, word => answer.Contains(word, StringComparison.OrdinalIgnoreCase));
        }

        await ControlAsync(admin, routes, job);
    }

    /// <summary>The walk names what is there: a key that may see it finds it, at every route that reads.</summary>
    private static async Task ControlAsync(HttpClient admin, IReadOnlyList<Route> routes, string job)
    {
        foreach (var route in routes.Where(route => route.Path.Contains('{', StringComparison.Ordinal) && route.Method == "GET"))
        {
            using var answer = await SendAsync(admin, route, Secret, job);
            Assert.True((int)answer.StatusCode == 200, $"{route.Method} {route.Path}: {(int)answer.StatusCode}");
        }

        foreach (var operation in (string[])["search", "ask", "createChatCompletion", "mcp search", "mcp ask", "mcp get_document"])
        {
            using var answer = await SendAsync(admin, routes.Single(route => route.Operation == operation), Secret, job);
            Assert.Contains("marble", await answer.Content.ReadAsStringAsync(RunningService.Cancellation), StringComparison.Ordinal);
        }
    }

    private async Task<Dictionary<string, string>> WalkAsync(IReadOnlyList<Route> routes, string job)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, key) in _keys)
        {
            using var client = _running.ClientOf(key);
            foreach (var route in routes)
                foreach (var collection in route.Path.Contains("{collection}", StringComparison.Ordinal) && route.Path.Contains("{id}", StringComparison.Ordinal) ? (string[])[Secret, "public"] : [Secret])
                {
                    using var answer = await SendAsync(client, route, collection, job);
                    answers[$"{name}: {route.Method} {route.Path} {route.Operation} ({collection})"] = await SeenAsync(answer, job);
                }
        }

        return answers;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Route route, string collection, string job)
    {
        var id = route.Path.StartsWith("/v1/jobs", StringComparison.Ordinal) ? job : SecretId;
        var path = route.Path.Replace("{collection}", collection, StringComparison.Ordinal).Replace("{model}", collection, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal);
        var (query, body) = Plausible(route.Operation, collection);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path + query) { Content = body };
        if (route.Path is "/mcp") request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        return await client.SendAsync(request, RunningService.Cancellation);
    }

    /// <summary>Parameters and a body that make sense for the operation. A route without an entry fails the walk: teach it.</summary>
    private static (string Query, HttpContent? Body) Plausible(string operation, string collection)
    {
        const string question = "Where does the treasure lie?";
        return operation switch
        {
            "listCollections" or "getCollection" or "deleteCollection" or "listModels" or "getModel" or "isAlive" or "isReady" or "getInfo" or "getJob" or "watchJob" or "cancelJob" or "retryJob" => ("", null),
            "getDocument" or "getDocumentInCollection" or "deleteDocument" or "deleteDocumentInCollection" or "getOutline" or "getOutlineInCollection" => ("", null),
            "getContent" or "getContentInCollection" => ("?start=0&end=500", null),
            "getSpan" or "getSpanInCollection" => ("?start=0&end=40", null),
            "listDocuments" or "listPassages" or "listPassagesInCollection" => ("?limit=5", null),
            "listJobs" => ($"?collection={collection}", null),
            "createCollection" => ("", Json(new { name = collection })),
            "changeCollection" => ("", Json(new { passage_tokens = 64 })),
            "addDocuments" => ("", Json(new { raw_text = "Ours.", source = "ours.md" })),
            "replaceDocument" => ("", new StringContent("Ours.", Encoding.UTF8, new MediaTypeHeaderValue("text/markdown"))),
            "search" => ("", Json(new { query = question, collections = new[] { collection }, explain = true })),
            "ask" => ("", Json(new { query = question, collections = new[] { collection } })),
            "createChatCompletion" => ("", Json(new { model = collection, messages = new[] { new { role = "user", content = question } } })),
            "createEmbeddings" => ("", Json(new { input = question })),
            "rerank" or "rerankCohere" or "rerankBare" => ("", Json(new { query = question, documents = new[] { "a", "b" } })),
            "mcp search" => ("", Tool(operation, new { query = question, collection })),
            "mcp ask" => ("", Tool(operation, new { question, collection })),
            "mcp get_document" or "mcp get_outline" => ("", Tool(operation, new { document_id = SecretId })),
            "mcp list_collections" => ("", Tool(operation, new { })),
            _ => throw new InvalidOperationException($"The walk knows no plausible request for '{operation}'."),
        };
    }

    private static StringContent Tool(string operation, object arguments) => Json(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = operation["mcp ".Length..], arguments } });

    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <summary>All that a client sees of an answer, without what differs from one time to the next.</summary>
    private static async Task<string> SeenAsync(HttpResponseMessage answer, string job)
    {
        string[] passing = ["Date", "X-Request-ID", "Server-Timing", "Content-Length"];
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => !passing.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).OrderBy(header => header.Key, StringComparer.Ordinal);
        var body = (await answer.Content.ReadAsStringAsync(RunningService.Cancellation)).Replace(job, "JOB", StringComparison.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers.Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"))}\n\n{Passing().Replace(body, "${name}")}";
    }

    private async Task<IReadOnlyList<Route>> RoutesAsync()
    {
        using var answer = await _running.Client.GetAsync("/openapi/v1.json");
        var paths = (await answer.JsonAsync(200)).GetProperty("paths").EnumerateObject();
        var tools = ((string[])["search", "ask", "get_document", "get_outline", "list_collections"]).Select(tool => new Route("POST", "/mcp", $"mcp {tool}"));
        return [.. paths.SelectMany(path => path.Value.EnumerateObject().Select(method => new Route(method.Name.ToUpperInvariant(), path.Name, method.Value.GetProperty("operationId").GetString()!))), new Route("GET", "/metrics", "isAlive"), .. tools];
    }

    private sealed record Route(string Method, string Path, string Operation);

    [GeneratedRegex("""(?<name>"(?:trace_id|timings_ms|created|id)":)(?:"[^"]*"|\{[^}]*\}|[0-9]+)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passing();
}
