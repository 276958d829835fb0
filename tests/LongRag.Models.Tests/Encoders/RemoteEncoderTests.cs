using LongRag.Models.Encoders;
using LongRag.Models.Encoders.Remote;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class RemoteEncoderTests
{
    private const string Key = "sk-secret-1234567890";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static EncoderSettings Settings(EmbeddingServerDouble server) => new() { Kind = "openai", Endpoint = server.Endpoint, Model = "test-model", Dimensions = 4, ApiKeyEnvironment = "THE_KEY", QueryPrefix = "query: ", Normalize = false };

    private static Encoder Encoder(EmbeddingServerDouble server, EncoderSettings? settings = null) => EncoderCatalog.Create("remote", settings ?? Settings(server), environment: _ => Key);

    private static EmbeddingServerDouble.Answer Vectors(EmbeddingServerDouble.Request request) => new(200, EmbeddingServerDouble.Vectors(request.Input));

    private static async Task<LongRagException> FailsAsync(Encoder encoder, params string[] texts)
    {
        var e = await Assert.ThrowsAsync<LongRagException>(() => encoder.EncodePassagesAsync(texts, Cancellation));
        Assert.DoesNotContain(Key, e.ToString(), StringComparison.Ordinal);
        return e;
    }

    [Fact]
    public async Task Texts_go_in_batches_and_vectors_come_back_in_their_order()
    {
        await using var server = new EmbeddingServerDouble(Vectors);
        using var encoder = Encoder(server);
        var vectors = await encoder.EncodePassagesAsync([.. Enumerable.Range(1, 300).Select(i => new string('a', i))], Cancellation);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (float)i), vectors.Select(v => v[0]));
        Assert.Equal([15, 64, 93, 128], server.Requests.Select(r => r.Input.Length).Order());
        Assert.Equal(("test-model", $"Bearer {Key}"), (server.Requests[0].Model, server.Requests[0].Authorization));
        var question = await encoder.EncodeQueryAsync("boat", Cancellation);
        Assert.Equal([11, 1, 0, 0], question);
    }

    [Fact]
    public async Task Vectors_are_scaled_to_length_one_where_nothing_else_is_said()
    {
        await using var server = new EmbeddingServerDouble(r => new(200, """{"data":[{"index":0,"embedding":[3,4,0,0]}]}"""));
        using var encoder = Encoder(server, Settings(server) with { Normalize = null });
        var vector = await encoder.EncodeQueryAsync("a", Cancellation);
        Assert.Equal([0.6f, 0.8f, 0, 0], vector);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_busy_server_is_asked_again(int status)
    {
        await using var server = new EmbeddingServerDouble(r => r.Number < 3 ? new(status, "busy") : Vectors(r));
        using var asked = new EmbeddingServer("remote", new Uri(server.Endpoint), "m", null, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
        var vectors = await asked.EmbedAsync(new[] { "abc" }, Cancellation);
        Assert.Equal((3f, 3), (vectors![0][0], server.Requests.Count));
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        await using var server = new EmbeddingServerDouble(r => r.Number == 1 ? new(429, "", "1") : Vectors(r));
        using var asked = new EmbeddingServer("remote", new Uri(server.Endpoint), "m", null, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await asked.EmbedAsync(new[] { "abc" }, Cancellation);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 0.95, 30);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_longer_than_a_minute_is_not_asked_before()
    {
        await using var server = new EmbeddingServerDouble(_ => new(429, "slow down", "61"));
        using var asked = new EmbeddingServer("remote", new Uri(server.Endpoint), "m", null, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<LongRagException>(() => asked.EmbedAsync(new[] { "abc" }, Cancellation));
        Assert.Equal(("encoder_unreachable", $"The server {server.Endpoint}/embeddings of the encoder 'remote' answered 429: slow down", TimeSpan.FromSeconds(61)), (e.Code, e.Message, e.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_given_up_after_six_attempts()
    {
        await using var server = new EmbeddingServerDouble(_ => new(503, "<html>\n down </html>"));
        using var asked = new EmbeddingServer("remote", new Uri(server.Endpoint), "m", null, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<LongRagException>(() => asked.EmbedAsync(new[] { "abc" }, Cancellation));
        Assert.Equal(("encoder_unreachable", $"The server {server.Endpoint}/embeddings of the encoder 'remote' answered 503 6 times: <html> down </html>"), (e.Code, e.Message));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_wrong_key_is_said_once_and_never_tried_again()
    {
        await using var server = new EmbeddingServerDouble(_ => new(401, $"Incorrect API key provided: {Key}"));
        using var encoder = Encoder(server);
        var e = await FailsAsync(encoder, "a");
        Assert.Equal(("encoder_refused", $"The server {server.Endpoint}/embeddings of the encoder 'remote' answered 401; check its key: Incorrect API key provided: [key]"), (e.Code, e.Message));
        await FailsAsync(encoder, "b");
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_not_waited_for()
    {
        await using var server = new EmbeddingServerDouble(_ => new(429, """{"error":{"code":"insufficient_quota"}}"""));
        using var encoder = Encoder(server);
        Assert.Equal("encoder_refused", (await FailsAsync(encoder, "a")).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_slow_server_is_named()
    {
        await using var server = new EmbeddingServerDouble(r => Vectors(r) with { Delay = TimeSpan.FromSeconds(5) });
        using var asked = new EmbeddingServer("remote", new Uri(server.Endpoint), "m", null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<LongRagException>(() => asked.EmbedAsync(new[] { "abc" }, Cancellation));
        Assert.Equal(("encoder_unreachable", $"The server {server.Endpoint}/embeddings of the encoder 'remote' did not answer within 0.1 s, 6 times."), (e.Code, e.Message));
    }

    [Fact]
    public async Task A_dead_server_is_named()
    {
        using var asked = new EmbeddingServer("remote", new Uri("http://127.0.0.1:9/v1"), "m", null, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<LongRagException>(() => asked.EmbedAsync(new[] { "abc" }, Cancellation));
        Assert.Equal("encoder_unreachable", e.Code);
        Assert.StartsWith("The server http://127.0.0.1:9/v1/embeddings of the encoder 'remote' cannot be reached: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_halved_until_it_is_not()
    {
        await using var server = new EmbeddingServerDouble(r => r.Input.Length > 2 ? new(413, "too large") : Vectors(r));
        using var encoder = Encoder(server);
        var vectors = await encoder.EncodePassagesAsync(["a", "bb", "ccc", "dddd", "eeeee"], Cancellation);
        Assert.Equal([1, 2, 3, 4, 5], vectors.Select(v => v[0]));
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}""", "The encoder 'remote' gave a vector of 3 dimensions; 4 were expected: correct its Dimensions, or its model.")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,4]}]}""", "gave 1 vectors for 2 texts.")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,4]},{"index":0,"embedding":[1,2,3,4]}]}""", "gave the vector 0 twice, or none of 2 that was asked for.")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,null]},{"index":1,"embedding":[1,2,3,4]}]}""", "gave a vector that holds null, which is no number.")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,NaN]},{"index":1,"embedding":[1,2,3,4]}]}""", "is the Endpoint right, up to and with the version.")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,1e99]},{"index":1,"embedding":[1,2,3,4]}]}""", "The encoder 'remote' gave a vector that holds Infinity, which is no number to search with.")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,4]},{"index":1,"embedding":[0,0,0,0]}]}""", "The encoder 'remote' gave a vector of length 0, which has no direction to search in.")]
    [InlineData("<!doctype html><title>Welcome</title>", "answered what is no list of embeddings ('<!doctype html><title>Welcome</title>'): is the Endpoint right, up to and with the version.")]
    [InlineData("", "answered what is no list of embeddings (''): is the Endpoint right, up to and with the version.")]
    public async Task An_answer_that_cannot_be_used_is_named(string body, string message)
    {
        await using var server = new EmbeddingServerDouble(_ => new(200, body));
        using var encoder = Encoder(server);
        var e = await FailsAsync(encoder, "a", "b");
        Assert.Equal("bad_embeddings", e.Code);
        Assert.EndsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_server_can_be_cancelled()
    {
        await using var server = new EmbeddingServerDouble(r => new(429, "", "60"));
        using var encoder = Encoder(server);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => encoder.EncodePassagesAsync(["a"], stop.Token));
    }
}
