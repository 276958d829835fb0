using System.Globalization;
using System.Text.Json;

namespace LongRag.TestKit.Chat;

/// <summary>How a <see cref="ScriptedChatServer"/> answers one request.</summary>
public sealed class ChatScript
{
    private readonly Func<ChatConnection, Task> _play;

    private ChatScript(Func<ChatConnection, Task> play) => _play = play;

    internal Task PlayAsync(ChatConnection connection) => _play(connection);

    /// <summary>The whole text: as events where a stream was asked for, as one object where not.</summary>
    /// <param name="text">What the model writes.</param>
    /// <param name="finish">Why it ends.</param>
    public static ChatScript Answer(string text, string finish = "stop") => new(async connection =>
    {
        if (!connection.Request.IsStream)
        {
            await connection.WholeAsync(200, "application/json", Whole(text, finish));
            return;
        }

        await connection.BeginEventsAsync();
        await connection.SendAsync(Event(text, null) + Event("", finish) + Usage() + "data: [DONE]\n\n");
        await connection.EndAsync();
    });

    /// <summary>The text in these pieces, one event each.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="between">How long to wait before each but the first.</param>
    public static ChatScript Pieces(IReadOnlyList<string> pieces, TimeSpan between = default) => new(async connection =>
    {
        await connection.BeginEventsAsync();
        await SendPiecesAsync(connection, pieces, between);
        await connection.SendAsync(Event("", "stop") + Usage() + "data: [DONE]\n\n");
        await connection.EndAsync();
    });

    /// <summary>These pieces, and then nothing more while the asker waits; with none, not even the head of an answer.</summary>
    public static ChatScript Stall(params string[] pieces) => new(async connection =>
    {
        if (pieces.Length > 0)
        {
            await connection.BeginEventsAsync();
            await SendPiecesAsync(connection, pieces, TimeSpan.Zero);
        }

        await connection.Request.Closed;
    });

    /// <summary>These pieces and the first half of another event; then the answer ends properly, or the connection does.</summary>
    /// <param name="abruptly">Whether the connection is cut.</param>
    /// <param name="pieces">What comes whole.</param>
    public static ChatScript BreakOff(bool abruptly, params string[] pieces) => new(async connection =>
    {
        await connection.BeginEventsAsync();
        await SendPiecesAsync(connection, pieces, TimeSpan.Zero);
        await connection.SendAsync(Event("never seen", null)[..30]);
        if (!abruptly) await connection.EndAsync();
    });

    /// <summary>The head of an answer, and then the connection is cut before any of it came.</summary>
    public static ChatScript CutAtOnce() => new(connection => connection.BeginEventsAsync());

    /// <summary>A status and a body.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    /// <param name="retryAfter">Seconds in the header of that name; null for none.</param>
    /// <param name="contentType">What the body is said to be.</param>
    public static ChatScript Status(int status, string body, double? retryAfter = null, string contentType = "application/json") =>
        new(connection => connection.WholeAsync(status, contentType, body, retryAfter is { } seconds ? $"Retry-After: {seconds.ToString(CultureInfo.InvariantCulture)}\r\n" : ""));

    /// <summary>Status 200 and whatever is given: HTML, garbage, an object with anything in it.</summary>
    public static ChatScript Body(string body, string contentType = "application/json") => Status(200, body, contentType: contentType);

    /// <summary>Events that are sent as they are given.</summary>
    public static ChatScript Events(string events) => new(async connection =>
    {
        await connection.BeginEventsAsync();
        await connection.SendAsync(events);
        await connection.EndAsync();
    });

    /// <summary>An answer that holds no choice.</summary>
    public static ChatScript EmptyChoices() => Body("""{"id":"1","object":"chat.completion","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":0,"total_tokens":1}}""");

    /// <summary>Text without end, by events of a kilobyte, until the asker has enough or so many bytes are sent.</summary>
    public static ChatScript Flood(int bytes) => new(async connection =>
    {
        await connection.BeginEventsAsync();
        var piece = Event(new string('a', 1024), null);
        for (var sent = 0; sent < bytes && !connection.Request.Closed.IsCompleted; sent += piece.Length) await connection.SendAsync(piece);
        await connection.SendAsync(Event("", "stop") + "data: [DONE]\n\n");
        await connection.EndAsync();
    });

    /// <summary>The same again and again while the asker waits.</summary>
    /// <param name="beat">Lines of a stream of events.</param>
    /// <param name="between">How long to wait before each but the first.</param>
    public static ChatScript Heartbeats(string beat, TimeSpan between) => new(async connection =>
    {
        await connection.BeginEventsAsync();
        while (!connection.Request.Closed.IsCompleted)
        {
            await connection.SendAsync(beat);
            if (between > TimeSpan.Zero) await Task.WhenAny(Task.Delay(between), connection.Request.Closed);
        }
    });

    /// <summary>One token, and how likely it and others were.</summary>
    public static ChatScript Scores(params (string Token, double LogProbability)[] alternatives) => new(connection => connection.WholeAsync(200, "application/json", JsonSerializer.Serialize(new
    {
        choices = new[]
        {
            new
            {
                index = 0,
                message = new { role = "assistant", content = alternatives[0].Token },
                finish_reason = "length",
                logprobs = new { content = new[] { new { token = alternatives[0].Token, logprob = alternatives[0].LogProbability, top_logprobs = alternatives.Select(a => new { token = a.Token, logprob = a.LogProbability }) } } },
            },
        },
    })));

    private static async Task SendPiecesAsync(ChatConnection connection, IReadOnlyList<string> pieces, TimeSpan between)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            if (i > 0 && between > TimeSpan.Zero) await Task.WhenAny(Task.Delay(between), connection.Request.Closed);
            await connection.SendAsync(Event(pieces[i], null));
        }
    }

    private static string Event(string text, string? finish) => $"data: {JsonSerializer.Serialize(new { @object = "chat.completion.chunk", choices = new[] { new { index = 0, delta = new { content = text }, finish_reason = finish } } })}\n\n";

    private static string Usage() => "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}\n\n";

    private static string Whole(string text, string finish) => JsonSerializer.Serialize(new
    {
        @object = "chat.completion",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = finish } },
        usage = new { prompt_tokens = 11, completion_tokens = 7, total_tokens = 18 },
    });
}
