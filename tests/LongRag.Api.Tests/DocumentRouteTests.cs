using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LongRag.Api.Tests;

public sealed class DocumentRouteTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    private HttpClient Client => handbook.Client;

    [Theory]
    [InlineData("/v1/documents/{0}")]
    [InlineData("/v1/collections/default/documents/{0}")]
    public async Task A_document_is_known_with_and_without_its_collection(string route)
    {
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, route, handbook.FerriesId);
        using var one = await Client.GetAsync(path);
        var document = await one.JsonAsync(200);
        Assert.Equal((handbook.FerriesId, "ferries.md", "Ferries", "text/markdown"), (document.GetProperty("id").GetString(), document.GetProperty("source").GetString(), document.GetProperty("title").GetString(), document.GetProperty("media_type").GetString()));
        using var content = await Client.GetAsync($"{path}/content?start=0&end=9");
        Assert.Equal("Ferries\n\n", (await content.JsonAsync(200)).GetProperty("text").GetString());
        using var outline = await Client.GetAsync($"{path}/outline");
        Assert.Equal(["Ferries", "Keys"], (await outline.JsonAsync(200)).GetProperty("sections").EnumerateArray().Select(s => s.GetProperty("heading").GetString()).Where(h => h is "Ferries" or "Keys").Distinct());
        using var passages = await Client.GetAsync($"{path}/passages?limit=1");
        var page = await passages.JsonAsync(200);
        Assert.Equal((1, 2), (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32()));
        using var rest = await Client.GetAsync($"{path}/passages?limit=5&cursor={page.GetProperty("next_cursor").GetString()}");
        var last = await rest.JsonAsync(200);
        Assert.Equal((1, JsonValueKind.Null), (last.GetProperty("items").GetArrayLength(), last.GetProperty("next_cursor").ValueKind));
    }

    [Fact]
    public async Task A_document_is_not_in_another_collection()
    {
        using var made = await Client.PostJsonAsync("/v1/collections", new { name = "other" });
        await made.JsonAsync(201);
        using var wrong = await Client.GetAsync($"/v1/collections/other/documents/{handbook.FerriesId}");
        await wrong.ProblemAsync(404, "no_such_document");
        using var nowhere = await Client.GetAsync($"/v1/collections/nowhere/documents/{handbook.FerriesId}");
        await nowhere.ProblemAsync(404, "no_such_collection");
    }

    [Fact]
    public async Task A_span_is_cut_by_its_offsets()
    {
        var start = HandbookFixture.FerriesText.IndexOf("The master", StringComparison.Ordinal);
        using var answer = await Client.GetAsync($"/v1/documents/{handbook.FerriesId}/spans?start={start}&end={start + 10}");
        Assert.Equal("The master", (await answer.JsonAsync(200)).GetProperty("text").GetString());
        using var beyond = await Client.GetAsync($"/v1/documents/{handbook.FerriesId}/spans?start=0&end=2000000000");
        var whole = await beyond.JsonAsync(200);
        Assert.Equal((HandbookFixture.FerriesText, HandbookFixture.FerriesText.Length), (whole.GetProperty("text").GetString()!.TrimEnd(), whole.GetProperty("end_char").GetInt32()));
    }

    [Fact]
    public async Task Plain_text_has_ranges_and_a_tag_that_holds()
    {
        using var whole = await SendAsync(null, null);
        Assert.Equal("text/plain", whole.Content.Headers.ContentType!.MediaType);
        var bytes = await whole.Content.ReadAsByteArrayAsync(RunningService.Cancellation);
        using var part = await SendAsync(new RangeHeaderValue(2, 8), null);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Encoding.UTF8.GetString(bytes[2..9]), await part.Content.ReadAsStringAsync(RunningService.Cancellation));
        using var same = await SendAsync(null, whole.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var beyond = await SendAsync(new RangeHeaderValue(1_000_000, null), null);
        await beyond.ProblemAsync(416, "bad_range");
        Assert.Equal($"bytes */{bytes.Length}", beyond.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task A_list_of_documents_comes_in_pages()
    {
        var sources = new List<string?>();
        var cursor = "";
        do
        {
            using var answer = await Client.GetAsync($"/v1/collections/default/documents?limit=1{cursor}");
            var page = await answer.JsonAsync(200);
            Assert.Equal(2, page.GetProperty("total").GetInt32());
            sources.AddRange(page.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("source").GetString()));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(["buses.md", "ferries.md"], sources);
    }

    private async Task<HttpResponseMessage> SendAsync(RangeHeaderValue? range, EntityTagHeaderValue? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/documents/{handbook.FerriesId}/content");
        request.Headers.Accept.ParseAdd("text/plain");
        request.Headers.Range = range;
        if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
        return await Client.SendAsync(request, RunningService.Cancellation);
    }
}
