using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LongRag.Api.Tests;

/// <summary>Parts of a document that is too large to be read whole for each of them.</summary>
public sealed class LargeDocumentTests : IAsyncLifetime
{
    // Start 2 lies inside a pair, which belongs to the part that holds its second. Of one line without white space, so that the stored text is the text; a pair of surrogates across every boundary.
    private static readonly string Text = "x" + string.Concat(Enumerable.Repeat("😀é", 400_000)) + "end";

    private RunningService _running = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        _running = await RunningService.StartAsync(new ServiceSetup { Server = new ServerOptions { ConcurrentReads = 1, Waiting = 0 } });
        var engine = (LongRagEngine)_running.Service;
        var entry = TestKit.SampleCorpus.Entry("large.txt", Text);
        // A passage of the beginning alone: one of a megabyte is not what a cutter would give.
        var passage = entry.Passages[0] with { Span = new TextSpan(0, 1), Text = "x" };
        await engine.Store.SaveAsync([entry with { Passages = [passage] }], RunningService.Cancellation);
        _id = entry.Document.Id.Value;
    }

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Theory]
    [InlineData("", "bytes=0-0")]
    [InlineData("", "bytes=1-4")]
    [InlineData("", "bytes=1500000-1500099")]
    [InlineData("", "bytes=-3")]
    [InlineData("", "bytes=2400001-")]
    [InlineData("?start=2&end=1000000", "bytes=0-9")]
    [InlineData("?start=8190&end=8200", "bytes=3-")]
    public async Task A_range_of_plain_text_is_those_bytes_of_its_utf8(string query, string range)
    {
        var bytes = Encoding.UTF8.GetBytes(query switch { "" => Text, "?start=2&end=1000000" => Text[1..1_000_000], _ => Text[8190..8200] });
        using var answer = await SendAsync(query, range);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var at = answer.Content.Headers.ContentRange!;
        Assert.Equal(bytes.Length, at.Length);
        Assert.Equal(bytes[(int)at.From!.Value..((int)at.To!.Value + 1)], await answer.Content.ReadAsByteArrayAsync(RunningService.Cancellation));
        Assert.Equal(range, $"bytes={Shown(range, at)}");
    }

    [Fact]
    public async Task The_whole_text_comes_as_it_is_stored()
    {
        using var answer = await SendAsync("", null);
        Assert.Equal((HttpStatusCode.OK, Encoding.UTF8.GetByteCount(Text)), (answer.StatusCode, (int)answer.Content.Headers.ContentLength!.Value));
        Assert.Equal(Text, await answer.Content.ReadAsStringAsync(RunningService.Cancellation));
    }

    [Fact]
    public async Task A_tag_changes_with_the_text_and_with_the_part()
    {
        using var whole = await SendAsync("", "bytes=0-0");
        using var again = await SendAsync("", "bytes=-1");
        using var part = await SendAsync("?start=1", "bytes=0-0");
        Assert.Equal(whole.Headers.ETag, again.Headers.ETag);
        Assert.NotEqual(whole.Headers.ETag, part.Headers.ETag);
        await ((LongRagEngine)_running.Service).Store.SaveAsync([TestKit.SampleCorpus.Entry("large.txt", "Small.")], RunningService.Cancellation);
        using var changed = await SendAsync("", "bytes=0-0");
        Assert.NotEqual(whole.Headers.ETag, changed.Headers.ETag);
        using var kept = new HttpRequestMessage(HttpMethod.Get, $"/v1/documents/{_id}/content");
        kept.Headers.Accept.ParseAdd("text/plain");
        kept.Headers.Range = new RangeHeaderValue(0, 0);
        kept.Headers.IfRange = new RangeConditionHeaderValue(whole.Headers.ETag!);
        using var answer = await _running.Client.SendAsync(kept, RunningService.Cancellation);
        Assert.Equal((HttpStatusCode.OK, "Small."), (answer.StatusCode, await answer.Content.ReadAsStringAsync(RunningService.Cancellation)));
    }

    [Fact]
    public async Task A_part_an_outline_and_a_page_cost_what_they_hold()
    {
        var owner = _running.Service.For(Principal.Owner);
        for (var i = 0; i < 2; i++)
        {
            var whole = await BytesAsync(async () => Assert.Equal(Text, (await owner.ReadDocumentAsync(_id, cancellationToken: RunningService.Cancellation)).Text));
            var part = await BytesAsync(async () => Assert.Equal(Text[600_001..600_100], (await owner.ReadDocumentAsync(_id, 600_001, 600_100, RunningService.Cancellation)).Text));
            var outline = await BytesAsync(async () => Assert.Equal(["A title", "Part 1"], (await owner.GetOutlineAsync(_id, RunningService.Cancellation)).Sections.Select(s => s.Heading)));
            var passages = await BytesAsync(async () => Assert.Equal("x", Assert.Single((await owner.ListPassagesAsync(_id, 10, null, RunningService.Cancellation)).Items).Text));
            // The first time statements are prepared.
            if (i == 0) continue;
            Assert.True(whole > sizeof(char) * Text.Length, $"{whole} bytes for the whole");
            Assert.InRange(part, 1, 80_000);
            Assert.InRange(outline, 1, 40_000);
            Assert.InRange(passages, 1, 80_000);
        }

        // Over SQLite a read runs on the thread that asks for it.
        static async Task<long> BytesAsync(Func<Task> read)
        {
            var (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
            await read();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task A_client_that_takes_a_text_slowly_keeps_no_reader_waiting()
    {
        await using var slow = await RawConnection.OpenAsync(_running.Address);
        // As JSON and as text: neither is taken further than its first line.
        await using var other = await RawConnection.OpenAsync(_running.Address);
        foreach (var (connection, type) in new[] { (slow, "application/json"), (other, "text/plain") })
        {
            await connection.SendAsync($"GET /v1/documents/{_id}/content HTTP/1.1\r\nHost: {_running.Address.Authority}\r\nAccept: {type}\r\n\r\n");
            var first = new byte[12];
            await connection.Stream.ReadExactlyAsync(first, RunningService.Cancellation);
            Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(first));
        }

        using var list = await _running.Client.GetAsync("/v1/collections/default/documents");
        Assert.Equal(1, (await list.JsonAsync(200)).GetProperty("total").GetInt32());
    }

    private static string Shown(string asked, ContentRangeHeaderValue at) => asked switch
    {
        _ when asked.StartsWith("bytes=-", StringComparison.Ordinal) => $"-{at.Length - at.From}",
        _ when asked.EndsWith('-') => $"{at.From}-",
        _ => $"{at.From}-{at.To}",
    };

    private async Task<HttpResponseMessage> SendAsync(string query, string? range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/documents/{_id}/content{query}");
        request.Headers.Accept.ParseAdd("text/plain");
        if (range is not null) request.Headers.Range = RangeHeaderValue.Parse(range);
        return await _running.Client.SendAsync(request, RunningService.Cancellation);
    }
}
