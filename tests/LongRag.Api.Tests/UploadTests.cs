using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LongRag.Api.Tests;

/// <summary>Documents on their way in, by the forms that clients send.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const string Documents = "/v1/collections/default/documents";
    private const int Mebibyte = 1024 * 1024;

    private RunningService _running = null!;

    private HttpClient Client => _running.Client;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync(new ServiceSetup { Server = new ServerOptions { UploadMegabytes = 2, RequestMegabytes = 1, UploadBytesPerSecond = 1000 } });

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task Several_files_of_a_form_are_one_job()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("{\"year\":2024,\"names\":[\"a\",\"b\"]}"), "metadata" },
            { new StringContent("one, two"), "tags" },
            { new StringContent("# One\n\nFirst text."), "file", "folder/one.md" },
            { new StringContent("# Two\n\nSecond text."), "file", "..\\..\\C:\\two.md" },
        };
        using var answer = await Client.PostAsync(Documents, form, RunningService.Cancellation);
        var accepted = await answer.JsonAsync(202);
        Assert.Equal(accepted.GetProperty("status_url").GetString(), answer.Headers.Location!.ToString());
        Assert.Equal(JsonValueKind.Null, accepted.GetProperty("document_id").ValueKind);
        Assert.Equal(["folder/one.md", "two.md"], accepted.GetProperty("documents").EnumerateArray().Select(d => d.GetProperty("source").GetString()));
        var job = await _running.EndOfJobAsync(accepted.GetProperty("job_id").GetString()!);
        Assert.Equal(("succeeded", 2), (job.GetProperty("status").GetString(), job.GetProperty("result").GetProperty("added").GetInt32()));
        using var one = await Client.GetAsync($"/v1/documents/{accepted.GetProperty("documents")[0].GetProperty("document_id").GetString()}");
        var document = await one.JsonAsync(200);
        Assert.Equal((2024, "b", "two"), (document.GetProperty("metadata").GetProperty("year").GetInt32(), document.GetProperty("metadata").GetProperty("names")[1].GetString(), document.GetProperty("tags")[1].GetString()));
    }

    [Theory]
    [InlineData("?source=notes/today.txt", null)]
    [InlineData("", "notes/today.txt")]
    [InlineData("", "%6eotes/today.txt")]
    public async Task A_text_as_it_is_needs_a_name(string query, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Documents + query) { Content = new StringContent("A note.", Encoding.UTF8, "text/plain") };
        if (header is not null) request.Headers.Add("X-Filename", header);
        using var answer = await Client.SendAsync(request, RunningService.Cancellation);
        Assert.Equal("notes/today.txt", (await answer.JsonAsync(202)).GetProperty("documents")[0].GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_body_without_a_name_or_a_type_is_refused()
    {
        using var nameless = await Client.PostTextAsync(Documents, "A note.", "text/plain");
        Assert.Equal("Say what the document is to be known by: ?source=NAME, or X-Filename: NAME.", (await nameless.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
        using var bytes = new ByteArrayContent("x"u8.ToArray());
        using var typeless = await Client.PostAsync(Documents, bytes, RunningService.Cancellation);
        await typeless.ProblemAsync(415, "unsupported_media_type");
        using var form = await Client.PostTextAsync(Documents, "a=b", "application/x-www-form-urlencoded");
        await form.ProblemAsync(415, "unsupported_media_type");
        using var fields = new MultipartFormDataContent { { new StringContent("a"), "tags" } };
        using var empty = await Client.PostAsync(Documents, fields, RunningService.Cancellation);
        Assert.Equal("There is no file in the body.", (await empty.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
        using var unknown = new MultipartFormDataContent { { new StringContent("a"), "zebra" } };
        using var refused = await Client.PostAsync(Documents, unknown, RunningService.Cancellation);
        await refused.ProblemAsync(400, "unknown_field");
    }

    [Fact]
    public async Task A_form_that_breaks_off_is_refused_and_nothing_of_it_stays()
    {
        using var content = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=file; filename=a.md\r\n\r\nhalf"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var answer = await Client.PostAsync(Documents, content, RunningService.Cancellation);
        await answer.ProblemAsync(400, "bad_request");
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_text_sent_as_JSON_is_named_by_its_content()
    {
        using var first = await Client.PostJsonAsync(Documents, new { raw_text = "# Tides\n\nThe tide turns at noon.", tags = new[] { "sea" } });
        using var second = await Client.PostJsonAsync(Documents, new { raw_text = "# Tides\n\nThe tide turns at noon.", tags = new[] { "sea" } });
        var (one, two) = (await first.JsonAsync(202), await second.JsonAsync(202));
        Assert.Equal(TextSource.Of("default", "# Tides\n\nThe tide turns at noon.") + ".md", one.GetProperty("documents")[0].GetProperty("source").GetString());
        Assert.Equal(one.GetProperty("document_id").GetString(), two.GetProperty("document_id").GetString());
        var saved = await _running.Service.For(Principal.Owner).SaveTextAsync(new SaveTextRequest { Text = "# Tides\n\nThe tide turns at noon.", Tags = ["sea"] }, RunningService.Cancellation);
        Assert.Equal((one.GetProperty("document_id").GetString(), TextSource.Of("default", "# Tides\n\nThe tide turns at noon.") + ".md", "unchanged"), (saved.DocumentId, saved.Source, saved.Outcome));
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_job_and_another_request_under_it_is_refused()
    {
        Client.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        using var first = await Client.PostJsonAsync(Documents, new { raw_text = "One.", source = "a.md" });
        using var again = await Client.PostJsonAsync(Documents, new { raw_text = "One.", source = "a.md" });
        Assert.Equal((await first.JsonAsync(202)).GetProperty("job_id").GetString(), (await again.JsonAsync(202)).GetProperty("job_id").GetString());
        using var other = await Client.PostJsonAsync(Documents, new { raw_text = "Two.", source = "a.md" });
        await other.ProblemAsync(409, "idempotency_conflict");
    }

    [Fact]
    public async Task A_replacement_keeps_the_id_and_says_when_nothing_changed()
    {
        var id = await _running.StoreAsync("ferry.md", "# Ferry\n\nIt leaves at nine.");
        using var same = await PutAsync(id, "# Ferry\n\nIt leaves at nine.");
        Assert.False((await same.JsonAsync(200)).GetProperty("changed").GetBoolean());
        using var other = await PutAsync(id, "# Ferry\n\nIt leaves at ten.");
        var accepted = await other.JsonAsync(202);
        Assert.Equal(id, accepted.GetProperty("document_id").GetString());
        Assert.Equal("succeeded", (await _running.EndOfJobAsync(accepted.GetProperty("job_id").GetString()!)).GetProperty("status").GetString());
        using var content = await Client.GetAsync($"/v1/documents/{id}/content");
        Assert.Contains("ten", (await content.JsonAsync(200)).GetProperty("text").GetString(), StringComparison.Ordinal);
        using var missing = await PutAsync("00000000000000000000", "x");
        await missing.ProblemAsync(404, "no_such_document");
    }

    [Fact]
    public async Task An_upload_over_the_limit_is_refused_with_an_answer_that_arrives()
    {
        using var content = new ByteArrayContent(new byte[8 * Mebibyte]);
        content.Headers.ContentType = new("application/pdf");
        using var answer = await Client.PostAsync($"{Documents}?source=big.pdf", content, RunningService.Cancellation);
        await answer.ProblemAsync(413, "upload_too_large");
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task An_upload_over_the_limit_that_does_not_say_its_length_is_refused_as_well()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Documents}?source=big.pdf") { Content = new StreamContent(new MemoryStream(new byte[8 * Mebibyte])) };
        request.Content.Headers.ContentType = new("application/pdf");
        request.Headers.TransferEncodingChunked = true;
        using var answer = await Client.SendAsync(request, RunningService.Cancellation);
        await answer.ProblemAsync(413, "upload_too_large");
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_gigabyte_that_is_only_announced_is_refused_at_once()
    {
        await using var connection = await RawConnection.OpenAsync(_running.Address);
        await connection.SendAsync($"POST {Documents}?source=a.pdf HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 1073741824\r\nConnection: close\r\n\r\n");
        var answer = new byte[12];
        await connection.Stream.ReadExactlyAsync(answer, RunningService.Cancellation);
        Assert.Equal("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task A_body_shorter_than_announced_leaves_nothing()
    {
        await using (var connection = await RawConnection.OpenAsync(_running.Address))
        {
            await connection.SendAsync($"POST {Documents}?source=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nonly this");
            await WaitForAnUploadAsync();
        }

        await UntilNothingIsLeftAsync();
        Assert.Equal(0, await DocumentsAsync());
    }

    [Fact]
    public async Task A_body_longer_than_announced_is_cut_where_it_was_said_to_end()
    {
        await using var connection = await RawConnection.OpenAsync(_running.Address);
        await connection.SendAsync($"POST {Documents}?source=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfour and much more\r\n\r\n");
        var said = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 202 ", said, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(RunningService.Cancellation);
        using var content = new EndlessContent();
        var sending = Client.PostAsync($"{Documents}?source=endless.txt", content, leaving.Token);
        await WaitForAnUploadAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await UntilNothingIsLeftAsync();
        Assert.Equal(0, await DocumentsAsync());
    }

    [Fact]
    public async Task A_body_that_comes_drop_by_drop_is_given_up()
    {
        await using var connection = await RawConnection.OpenAsync(_running.Address);
        await connection.SendAsync($"POST {Documents}?source=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n");
        var reading = connection.ReadToEndAsync();
        while (!reading.IsCompleted)
        {
            try
            {
                await connection.SendAsync("x");
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(reading, Task.Delay(200, RunningService.Cancellation));
        }

        Assert.StartsWith("HTTP/1.1 408 ", await reading, StringComparison.Ordinal);
        await UntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task Two_uploads_of_one_document_at_once_leave_one_of_them_whole()
    {
        var texts = Enumerable.Range(0, 6).Select(i => $"# Version {i}\n\n" + string.Concat(Enumerable.Repeat($"Word{i} stands in version {i}. ", 200))).ToArray();
        var answers = await Task.WhenAll(texts.Select(text => Client.PostJsonAsync(Documents, new { raw_text = text, source = "same.md" })));
        var id = "";
        foreach (var answer in answers)
        {
            var accepted = await answer.JsonAsync(202);
            id = accepted.GetProperty("document_id").GetString()!;
            Assert.Equal("succeeded", (await _running.EndOfJobAsync(accepted.GetProperty("job_id").GetString()!)).GetProperty("status").GetString());
            answer.Dispose();
        }

        Assert.Equal(1, await DocumentsAsync());
        using var content = await Client.GetAsync($"/v1/documents/{id}/content");
        var text = (await content.JsonAsync(200)).GetProperty("text").GetString()!;
        var version = Assert.Single(Enumerable.Range(0, 6), i => text.Contains($"Word{i} ", StringComparison.Ordinal));
        using var found = await Client.PostJsonAsync("/v1/search", new { query = $"Word{version}", top = 100 });
        var hits = (await found.JsonAsync(200)).GetProperty("results").EnumerateArray().ToList();
        Assert.NotEmpty(hits);
        Assert.All(hits, hit => Assert.Contains($"version {version}", hit.GetProperty("text").GetString(), StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> PutAsync(string id, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "text/markdown");
        return await Client.PutAsync($"{Documents}/{id}", content, RunningService.Cancellation);
    }

    private async Task<int> DocumentsAsync()
    {
        using var answer = await Client.GetAsync(Documents);
        return (await answer.JsonAsync(200)).GetProperty("total").GetInt32();
    }

    private string[] Uploads() => Directory.Exists(Path.Combine(_running.DataPath, "uploads")) ? Directory.GetDirectories(Path.Combine(_running.DataPath, "uploads")) : [];

    private void AssertNothingIsLeft() => Assert.Empty(Uploads());

    private async Task WaitForAnUploadAsync()
    {
        while (Uploads().Length == 0) await Task.Delay(10, RunningService.Cancellation);
    }

    private async Task UntilNothingIsLeftAsync()
    {
        while (Uploads().Length > 0) await Task.Delay(10, RunningService.Cancellation);
    }

    /// <summary>Bytes that do not end, slowly enough to keep the limit.</summary>
    private sealed class EndlessContent : HttpContent
    {
        public EndlessContent() => Headers.ContentType = new("text/plain");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            while (true)
            {
                await stream.WriteAsync(new byte[1000], cancellationToken);
                await stream.FlushAsync(cancellationToken);
                await Task.Delay(50, cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
