using System.Text.Json;

namespace LongRag.TestKit.Chat;

/// <summary>A request that a <see cref="ScriptedChatServer"/> got.</summary>
public sealed class RecordedChatRequest
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RecordedChatRequest(int number, string path, IReadOnlyDictionary<string, string> headers, string body)
    {
        (Number, Path, Headers, Body) = (number, path, headers, body);
        using var document = JsonDocument.Parse(body);
        Json = document.RootElement.Clone();
        Messages = Json.TryGetProperty("messages", out var messages) ? [.. messages.EnumerateArray().Select(m => (m.GetProperty("role").GetString()!, m.TryGetProperty("content", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : ""))] : [];
    }

    /// <summary>1 for the first.</summary>
    public int Number { get; }

    /// <summary>What was asked for, such as <c>/v1/chat/completions</c>.</summary>
    public string Path { get; }

    /// <summary>Headers by name, whatever its case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    public string Body { get; }

    /// <summary>The body.</summary>
    public JsonElement Json { get; }

    public IReadOnlyList<(string Role, string Content)> Messages { get; }

    /// <summary>Text of the last message; empty where there is none.</summary>
    public string LastMessage => Messages.Count == 0 ? "" : Messages[^1].Content;

    /// <summary>Whether the answer is to come in pieces.</summary>
    public bool IsStream => Json.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    /// <summary>Ends when the asker has closed the connection, before or after the answer was whole.</summary>
    public Task Closed => _closed.Task;

    internal void Close() => _closed.TrySetResult();
}
