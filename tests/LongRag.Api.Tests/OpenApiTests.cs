using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace LongRag.Api.Tests;

/// <summary>Walks the OpenAPI document as a program would that makes a client of it.</summary>
public sealed partial class OpenApiTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    [Fact]
    public async Task A_reader_of_the_standard_finds_no_error()
    {
        var read = OpenApiDocument.Parse(await TextAsync(), "json");
        Assert.NotNull(read.Diagnostic);
        Assert.Empty(read.Diagnostic.Errors.Select(error => error.ToString()));
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(error => error.ToString()));
    }

    [Fact]
    public async Task Every_placeholder_is_declared_and_every_operation_can_succeed()
    {
        foreach (var (path, _, operation) in Operations(await DocumentAsync()))
        {
            var declared = Parameters(operation).Where(parameter => parameter.GetProperty("in").GetString() == "path").ToList();
            Assert.Equal(Placeholder().Matches(path).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal), declared.Select(parameter => parameter.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
            Assert.All(declared, parameter => Assert.True(parameter.GetProperty("required").GetBoolean()));
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), response => response.Name.StartsWith('2'));
        }
    }

    [Fact]
    public async Task Every_reference_leads_to_something()
    {
        var document = await DocumentAsync();
        var references = References(document).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(references.Count > 40, $"{references.Count} references");
        foreach (var reference in references)
        {
            var at = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/')) Assert.True(at.TryGetProperty(step, out at), reference);
        }
    }

    [Fact]
    public async Task Refusals_and_headers_are_told_of_every_guarded_operation()
    {
        foreach (var (path, method, operation) in Operations(await DocumentAsync()))
        {
            var responses = operation.GetProperty("responses");
            string[] expected = path is "/healthz" ? [] : path is "/readyz" ? ["503"] : ["400", "401", "403", "429", "503", "504", .. operation.TryGetProperty("requestBody", out _) ? (string[])["413", "415"] : []];
            Assert.Empty(expected.Except(responses.EnumerateObject().Select(response => response.Name)).Select(status => $"{method} {path}: {status}"));
            Assert.All(responses.EnumerateObject(), response => Assert.True(response.Value.GetProperty("headers").TryGetProperty("X-Request-ID", out _), $"{method} {path}: {response.Name}"));
            Assert.All(responses.EnumerateObject().Where(response => response.Name is "429" or "503"), response => Assert.True(response.Value.GetProperty("headers").TryGetProperty("Retry-After", out _), $"{method} {path}: {response.Name}"));
        }

        Assert.Equal(["200"], (await DocumentAsync()).GetProperty("paths").GetProperty("/healthz").GetProperty("get").GetProperty("responses").EnumerateObject().Select(response => response.Name));
    }

    [Theory]
    [InlineData("CollectionChange", "")]
    [InlineData("SearchRequest", "query")]
    [InlineData("AskBody", "query")]
    [InlineData("RerankBody", "documents query")]
    [InlineData("ChatBody", "messages model")]
    [InlineData("EmbeddingBody", "input")]
    [InlineData("Problem", "code detail status title trace_id type")]
    [InlineData("RerankResult", "index relevance_score truncated")]
    public async Task A_schema_requires_what_is_needed_and_no_more(string schema, string members)
    {
        var described = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty(schema);
        Assert.Equal(members, described.TryGetProperty("required", out var required) ? string.Join(' ', required.EnumerateArray().Select(name => name.GetString()).Order(StringComparer.Ordinal)) : "");
    }

    [Theory]
    [InlineData("JobInfo", "status", "queued running succeeded partial failed cancelled dead")]
    [InlineData("SearchRequest", "level", "passage section document null")]
    [InlineData("AskBody", "order", "rank hard_negative null")]
    [InlineData("AskBody", "mode", "full short reasoning bare null")]
    public async Task Words_that_are_possible_are_listed(string schema, string member, string words)
    {
        var property = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").GetProperty(member);
        Assert.Equal(words, string.Join(' ', property.GetProperty("enum").EnumerateArray().Select(word => word.ValueKind is JsonValueKind.Null ? "null" : word.GetString())));
    }

    [Fact]
    public async Task A_text_has_two_forms_a_stream_is_no_object_and_an_upload_says_how_in_its_address()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");
        foreach (var path in (string[])["/v1/documents/{id}/content", "/v1/collections/{collection}/documents/{id}/content"])
        {
            var content = paths.GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content");
            Assert.Equal("#/components/schemas/DocumentText", content.GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
            Assert.Equal("string", content.GetProperty("text/plain").GetProperty("schema").GetProperty("type").GetString());
        }

        foreach (var (path, method) in (ReadOnlySpan<(string, string)>)[("/v1/ask", "post"), ("/v1/chat/completions", "post"), ("/v1/jobs/{id}/events", "get")])
            Assert.Equal("string", paths.GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("text/event-stream").GetProperty("schema").GetProperty("type").GetString());
        var query = Parameters(paths.GetProperty("/v1/collections/{collection}/documents").GetProperty("post")).Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()!);
        Assert.Equal(["metadata", "mode", "source", "tags"], query.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (path.Name, method.Name, method.Value)));

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.NameEquals("$ref") && member.Value.ValueKind is JsonValueKind.String ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<string> TextAsync()
    {
        using var answer = await handbook.Client.GetAsync("/openapi/v1.json");
        return await answer.Content.ReadAsStringAsync(RunningService.Cancellation);
    }

    private async Task<JsonElement> DocumentAsync() => JsonDocument.Parse(await TextAsync()).RootElement;

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
