using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LongRag.Ingest.Tests.Structure.Model;

/// <summary>A chat model that answers as a test says, and keeps what it was asked.</summary>
internal sealed class ScriptedChat(Func<string, int, string> answer) : IChatClient
{
    private readonly Lock _gate = new();

    public List<(string Prompt, float? Temperature, long? Seed)> Asked { get; } = [];

    /// <summary>Divides whatever it is shown into points of so many sentences, the first with two finer points.</summary>
    public static ScriptedChat Dividing(int sentences = 3) => new((prompt, _) => Division(CountOf(prompt), sentences));

    /// <summary>How many sentences a prompt shows.</summary>
    public static int CountOf(string prompt) => prompt.Split('\n').Count(line => line.StartsWith("- Sentence ", StringComparison.Ordinal));

    public static string Division(int count, int size)
    {
        var yaml = new System.Text.StringBuilder("```yaml\nScope: All of it\nAspects:\n");
        for (var start = 1; start <= count; start += size)
        {
            var end = count - start < 2 * size - 1 && start + size > count ? count : Math.Min(count, start + size - 1);
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"- AspectName: Point {start}\n  SentenceRange: {{start: {start}, end: {end}}}\n");
        }

        return yaml.Append("```").ToString();
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int number;
        var prompt = string.Concat(messages.Select(m => m.Text));
        lock (_gate)
        {
            Asked.Add((prompt, options?.Temperature, options?.Seed));
            number = Asked.Count;
        }

        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(prompt, number))) { Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 } });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
