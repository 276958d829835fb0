using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace LongRag.Client.Wire;

/// <summary>The pieces of an answer in a stream of server-sent events.</summary>
internal static class AskEvents
{
    /// <summary>All pieces to the final answer. A stream that ends before it, or falls silent, is <c>broken_stream</c>.</summary>
    public static async IAsyncEnumerable<AskEvent> ReadAsync(HttpResponseMessage response, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
            throw new LongRagException("bad_response", $"{response.RequestMessage!.RequestUri}: expected text/event-stream, found {response.Content.Headers.ContentType?.MediaType ?? "no content type"}");
        await using var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events, response))
        {
            var piece = AskEventText.Read(events.Current.EventType, events.Current.Data);
            if (piece is not null) yield return piece;
            if (piece is AskEvent.Final) yield break;
        }

        throw Broken(response, "it ended before the final answer", cause: null);
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, HttpResponseMessage response)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken(response, e.Message, e);
        }
    }

    private static LongRagException Broken(HttpResponseMessage response, string why, Exception? cause) => new("broken_stream", $"{response.RequestMessage!.RequestUri}: the answer broke off: {why}", cause);
}
