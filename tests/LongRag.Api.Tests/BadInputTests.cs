using System.Text;

namespace LongRag.Api.Tests;

/// <summary>What nobody should send. Each is told what is wrong with it, and none is a failure of the service.</summary>
public sealed class BadInputTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    public static TheoryData<string, string, int, string, string> Bodies => new()
    {
        { "/v1/search", "{\"query\":", 400, "bad_json", "The body is not JSON (line 1, byte 10)." },
        { "/v1/search", "query=x", 400, "bad_json", "The body is not JSON (line 1, byte 1)." },
        { "/v1/search", "", 400, "bad_json", "A body is needed: a JSON object." },
        { "/v1/search", "null", 400, "bad_json", "A body is needed: a JSON object." },
        { "/v1/search", "[]", 400, "bad_json", "The body must be a JSON object." },
        { "/v1/search", "\"x\"", 400, "bad_json", "The body must be a JSON object." },
        { "/v1/search", "{\"query\":5}", 400, "bad_json", "The value of 'query' is not of the right kind." },
        { "/v1/search", "{\"query\":null}", 400, "bad_json", "'query' must not be null." },
        { "/v1/search", "{\"query\":\"x\",\"top\":\"5\"}", 400, "bad_json", "The value of 'top' is not of the right kind." },
        { "/v1/search", "{\"query\":\"x\",\"top\":1e99}", 400, "bad_json", "The value of 'top' is not of the right kind." },
        { "/v1/search", "{\"query\":\"x\",\"collections\":\"default\"}", 400, "bad_json", "The value of 'collections' is not of the right kind." },
        { "/v1/search", "{\"query\":\"x\",\"topp\":5}", 400, "unknown_field", "There is no field 'topp' here." },
        { "/v1/search", "{\"query\":\"x\",\"query\":\"y\"}", 400, "bad_json", "The field 'query' stands there twice." },
        { "/v1/search", "{\"query\":\"\\ud800\"}", 400, "bad_json", "The value of 'query' is not of the right kind." },
        { "/v1/search", "{\"query\":\"a\\u0000b\"}", 400, "bad_argument", "'query' holds a NUL character." },
        { "/v1/search", "{\"query\":\" \"}", 400, "empty_query", "The question is empty." },
        { "/v1/search", "{}", 400, "empty_query", "The question is empty." },
        { "/v1/search", "{\"query\":\"x\",\"top\":0}", 400, "bad_top", "0 results were asked for; 1 to 1000 are possible." },
        { "/v1/search", "{\"query\":\"x\",\"collections\":[null]}", 400, "bad_argument", "'collections' must name at most 32 collections." },
        { "/v1/search", "{\"query\":\"x\",\"collections\":[\"../../etc\"]}", 404, "no_such_collection", "There is no collection '../../etc'." },
        { "/v1/search", "{\"query\":\"x\",\"retriever\":\"magic\"}", 400, "bad_argument", "*" },
        { "/v1/search", "{\"query\":\"x\",\"reranker\":\"magic\"}", 400, "bad_argument", "*" },
        { "/v1/search", "{\"query\":\"x\",\"level\":\"word\"}", 400, "bad_argument", "*" },
        { "/v1/search", "{\"query\":\"x\",\"filters\":{\"$zebra\":1}}", 400, "bad_filter", "*" },
        { "/v1/search", "{\"query\":\"x\",\"filters\":{\"\\ud800\":1}}", 400, "bad_json", "*" },
        { "/v1/search", "{\"query\":\"x\",\"filters\":{\"tag\":\"\\ud800\"}}", 400, "bad_filter", "'filters' holds half a surrogate pair." },
        { "/v1/ask", "{\"query\":\"x\",\"generator\":\"magic\"}", 400, "bad_argument", "*" },
        { "/v1/ask", "{\"query\":\"x\",\"order\":\"magic\"}", 400, "bad_argument", "*" },
        { "/v1/ask", "{\"query\":\"x\",\"mode\":\"magic\"}", 400, "bad_argument", "*" },
        { "/v1/ask", "{\"query\":\"x\",\"history\":[null]}", 400, "*", "*" },
        { "/v1/ask", "{\"query\":\"x\",\"history\":[{\"question\":\"q\"}]}", 400, "bad_argument", "Each turn of 'history' needs a 'question' and an 'answer'." },
        { "/v1/ask", "{\"query\":\"x\",\"stream\":\"yes\"}", 400, "bad_json", "The value of 'stream' is not of the right kind." },
        { "/v1/collections", "{}", 400, "*", "*" },
        { "/v1/collections", "{\"name\":\"No Spaces\"}", 400, "bad_collection_name", "*" },
        { "/v1/collections", "{\"name\":\"x\",\"language\":\"klingon\"}", 400, "unknown_language", "*" },
        { "/v1/collections", "{\"name\":\"x\",\"passage_tokens\":1}", 400, "bad_argument", "*" },
        { "/v1/rerank", "{\"query\":\"x\"}", 400, "bad_argument", "'documents' must be a list of texts." },
        { "/v1/rerank", "{\"query\":\"x\",\"documents\":[]}", 400, "bad_argument", "'documents' has 0 texts; 1 to 1000 are possible." },
        { "/v1/rerank", "{\"query\":\"x\",\"documents\":[1]}", 400, "bad_argument", "Each of 'documents' must be a text, or an object with a 'text'." },
        { "/v1/rerank", "{\"documents\":[\"a\"]}", 400, "empty_query", "The question is empty." },
        { "/v1/rerank", "{\"query\":\"x\",\"documents\":[\"a\"],\"top_n\":-1}", 400, "bad_argument", "'top_n' is -1; at least 1 is possible, or 0 for all." },
        { "/v1/collections/default/documents", "{}", 400, "bad_argument", "Give either 'raw_text' or 'url'." },
        { "/v1/collections/default/documents", "{\"raw_text\":\"x\",\"url\":\"http://example.org\"}", 400, "bad_argument", "Give either 'raw_text' or 'url'." },
        { "/v1/collections/default/documents", "{\"raw_text\":\" \"}", 400, "bad_argument", "There is no text to store." },
        { "/v1/collections/default/documents", "{\"url\":\"file:///etc/passwd\"}", 400, "bad_argument", "'url' must be an http or https address." },
        { "/v1/collections/default/documents", "{\"url\":\"http://127.0.0.1/\"}", 403, "url_not_allowed", "*" },
        { "/v1/collections/default/documents", "{\"raw_text\":\"x\",\"mode\":\"magic\"}", 400, "bad_argument", "'mode' is 'magic'; it must be upsert or skip-existing." },
        { "/v1/collections/default/documents", "{\"raw_text\":\"x\",\"metadata\":{\"a\":{\"b\":1}}}", 400, "bad_argument", "'a' of 'metadata' must be a string, a number, true or false, or a list of these." },
        { "/v1/collections/nowhere/documents", "{\"raw_text\":\"x\"}", 404, "no_such_collection", "There is no collection 'nowhere'." },
        { "/v1/jobs/none/cancel", "", 404, "no_such_job", "There is no job 'none'." },
        { "/v1/jobs/none/retry", "", 404, "no_such_job", "There is no job 'none'." },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_told_what_is_wrong_with_it(string path, string body, int status, string code, string detail)
    {
        using var answer = await handbook.Client.PostTextAsync(path, body);
        var problem = await answer.ProblemAsync(status, code == "*" ? (await answer.JsonAsync(status)).GetProperty("code").GetString()! : code);
        if (detail != "*") Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/v1/search")]
    [InlineData("/v1/ask")]
    [InlineData("/v1/rerank")]
    [InlineData("/v1/collections")]
    [InlineData("/v1/collections/default/documents")]
    public async Task Ten_thousand_nested_arrays_are_refused(string path)
    {
        var nested = string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000));
        foreach (var body in (string[])[nested, $"{{\"query\":\"x\",\"documents\":{nested}}}", $"{{\"query\":\"x\",\"filters\":{nested}}}", $"{{\"raw_text\":\"x\",\"metadata\":{{\"a\":{nested}}}}}"])
        {
            using var answer = await handbook.Client.PostTextAsync(path, body);
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains((await answer.JsonAsync(400)).GetProperty("code").GetString(), (string[])["bad_json", "unknown_field", "bad_argument", "empty_query"]);
        }
    }

    [Theory]
    [InlineData("/v1/search", "text/plain")]
    [InlineData("/v1/search", "application/x-www-form-urlencoded")]
    [InlineData("/v1/ask", "application/xml")]
    public async Task A_body_of_another_type_is_refused(string path, string type)
    {
        using var answer = await handbook.Client.PostTextAsync(path, "{\"query\":\"x\"}", type);
        Assert.Equal("The body must be JSON, with Content-Type: application/json.", (await answer.ProblemAsync(415, "unsupported_media_type")).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/v1/search")]
    [InlineData("/v1/collections/default/documents")]
    public async Task JSON_in_an_encoding_that_nobody_knows_is_refused(string path)
    {
        using var answer = await PostAsync(path, "application/json; charset=bogus");
        Assert.Equal("The charset of the body is not known; send JSON in UTF-8.", (await answer.ProblemAsync(415, "unsupported_media_type")).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("POST", "/v1/chat/completions", "application/json; charset=bogus", 415, "unsupported_media_type")]
    [InlineData("POST", "/v1/chat/completions", "text/plain", 415, "unsupported_media_type")]
    [InlineData("POST", "/v1/embeddings", "application/xml", 415, "unsupported_media_type")]
    [InlineData("GET", "/v1/chat/completions", null, 405, "method_not_allowed")]
    [InlineData("GET", "/v1/embeddings", null, 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/models", null, 405, "method_not_allowed")]
    [InlineData("PUT", "/v1/models/default", null, 405, "method_not_allowed")]
    [InlineData("GET", "/v1/models/default/more", null, 404, "not_found")]
    public async Task What_reaches_none_of_OpenAIs_routes_is_refused_in_OpenAIs_shape(string method, string path, string? type, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type is not null) request.Content = Content(type);
        using var answer = await handbook.Client.SendAsync(request, RunningService.Cancellation);
        var error = (await answer.JsonAsync(status)).GetProperty("error");
        Assert.Equal((code, "invalid_request_error", "application/json"), (error.GetProperty("code").GetString(), error.GetProperty("type").GetString(), answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("/v1/jobs?limit=abc", "'abc' is not possible for 'limit'.")]
    [InlineData("/v1/jobs?status=done", "'done' is no status: choose one of queued, running, succeeded, partial, failed, cancelled, dead.")]
    [InlineData("/v1/jobs?limit=0", "'limit' is 0; 1 to 1000 are possible.")]
    [InlineData("/v1/jobs?limit=1001", "'limit' is 1001; 1 to 1000 are possible.")]
    [InlineData("/v1/collections/default/documents?limit=99999999999", "'99999999999' is not possible for 'limit'.")]
    [InlineData("/v1/collections/default/documents?cursor=%00", "*")]
    [InlineData("/v1/documents/x/spans", "'start' is needed.")]
    [InlineData("/v1/documents/x/spans?start=1", "'end' is needed.")]
    [InlineData("/v1/documents/x/spans?start=-1&end=2", "'start' is -1; offsets begin at 0.")]
    [InlineData("/v1/documents/x/spans?start=3&end=2", "'end' (2) lies before 'start' (3).")]
    [InlineData("/v1/documents/x/content?start=x", "'x' is not possible for 'start'.")]
    public async Task A_bad_parameter_is_named(string path, string detail)
    {
        using var answer = await handbook.Client.GetAsync(path);
        var problem = await answer.ProblemAsync(400, "bad_argument");
        if (detail != "*") Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/v1/nothing", 404, "not_found")]
    [InlineData("/v1/documents/x%2F..%2Fy", 404, "no_such_document")]
    [InlineData("/v1/documents/%F0%28%8C%28", 404, "no_such_document")]
    [InlineData("/v1/jobs/%27%3B%20DROP%20TABLE%20jobs", 404, "no_such_job")]
    public async Task What_is_not_there_is_not_found(string path, int status, string code)
    {
        using var answer = await handbook.Client.GetAsync(path);
        await answer.ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_method_that_is_not_possible_is_told_so()
    {
        using var answer = await handbook.Client.DeleteAsync("/v1/search");
        await answer.ProblemAsync(405, "method_not_allowed");
    }

    [Fact]
    public async Task A_question_that_is_too_long_is_refused()
    {
        using var answer = await handbook.Client.PostJsonAsync("/v1/search", new { query = new string('x', 8193) });
        Assert.Equal("'query' has 8193 characters; at most 8192 are accepted.", (await answer.ProblemAsync(400, "query_too_long")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var content = new StringContent("{\"query\":\"" + new string('x', 17 * 1024 * 1024) + "\"}", Encoding.UTF8, "application/json");
        using var answer = await handbook.Client.PostAsync("/v1/search", content, RunningService.Cancellation);
        await answer.ProblemAsync(413, "request_too_large");
    }

    [Theory]
    [InlineData("{\"model\":\"longrag\"}", 400, "bad_argument", "messages")]
    [InlineData("{\"model\":\"longrag\",\"messages\":[]}", 400, "bad_argument", "messages")]
    [InlineData("{\"model\":\"longrag\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}", 400, "bad_argument", "messages")]
    [InlineData("{\"model\":\"longrag\",\"messages\":[{\"role\":\"user\",\"content\":5}]}", 400, "bad_argument", "messages")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", 400, "bad_argument", "model")]
    [InlineData("{\"model\":\"nowhere\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", 404, "model_not_found", null)]
    [InlineData("{\"model\":", 400, "bad_json", null)]
    [InlineData("{\"model\":5}", 400, "bad_json", "model")]
    public async Task OpenAIs_routes_refuse_in_OpenAIs_shape(string body, int status, string code, string? parameter)
    {
        using var answer = await handbook.Client.PostTextAsync("/v1/chat/completions", body);
        var error = (await answer.JsonAsync(status)).GetProperty("error");
        Assert.Equal((code, parameter, "invalid_request_error"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
        Assert.NotEqual("", error.GetProperty("message").GetString());
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string type)
    {
        using var content = Content(type);
        return await handbook.Client.PostAsync(path, content, RunningService.Cancellation);
    }

    private static ByteArrayContent Content(string type)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }
}
