using System.Runtime.CompilerServices;
using LongRag.Models.Chat;
using LongRag.Rankers.Pointwise;
using LongRag.Rankers.Work;
using Microsoft.Extensions.AI;

namespace LongRag.Rankers;

/// <summary>
/// A scripted model that knows which passages are relevant and answers the prompts of all rankers by that: for measuring what a ranker makes of a perfect model, and what it costs. It is taught one
/// question at a time, so one ranking may be under way.
/// </summary>
public sealed class RankingOracle : IChatClient, INextTokenScores, IContinuationScores
{
    private const string Content = " Content: ";

    private (string[] Forms, double Grade)[] _known = [];

    /// <summary>The oracle as a chat model.</summary>
    /// <param name="contextTokens">Most tokens of prompt and answer together, as <see cref="EstimatedTokenCounter"/> counts.</param>
    public ChatModel AsModel(int contextTokens = 32_768) =>
        new(new ChatModelProfile { Name = "oracle", Kind = "scripted", Model = "oracle", Fingerprint = "oracle", ContextTokens = contextTokens }, this, EstimatedTokenCounter.Instance);

    /// <summary>What is relevant to the next question.</summary>
    /// <param name="passages">The candidates.</param>
    /// <param name="grades">The grade of each, the higher the better.</param>
    public void Teach(IReadOnlyList<ScoredPassage> passages, IReadOnlyList<double> grades)
    {
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentNullException.ThrowIfNull(grades);
        _known = [.. passages.Zip(grades, (passage, grade) => (Forms(Candidate.Of(passage)), grade))];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await Task.CompletedTask;
        var first = true;
        foreach (var label in Ranked(messages.Last().Text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, first ? $"[{label}]" : $" > [{label}]");
            first = false;
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Join(" > ", Ranked(messages.Last().Text).Select(label => $"[{label}]")))));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenScore>> NextAsync(IReadOnlyList<ChatMessage> messages, int top, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var lines = messages[^1].Text.Split('\n');
        TokenScore[] tokens = lines.Any(line => line.StartsWith("Passage A: ", StringComparison.Ordinal))
            ? Two("A", "B", Grade(Behind(lines, "Passage A: ")), Grade(Behind(lines, "Passage B: ")))
            : lines.Any(line => line.StartsWith("Passage: ", StringComparison.Ordinal))
                ? Two("yes", "no", Grade(Behind(lines, "Passage: ")), 0.5)
                : [.. Ranked(messages[^1].Text).Select((label, rank) => new TokenScore(label, -0.1 * (rank + 1)))];
        return Task.FromResult<IReadOnlyList<TokenScore>>([.. tokens.OrderByDescending(token => token.LogProbability).Take(top)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<double>> ContinuationAsync(string prompt, string continuation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Task.FromResult<IReadOnlyList<double>>([-10 + Grade(Behind(prompt.Split('\n'), "Passage: "))]);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // nothing is held
    }

    private static TokenScore[] Two(string first, string second, double firstGrade, double secondGrade) =>
        [new TokenScore(first, TwoWords.OfTwo(firstGrade, secondGrade)), new TokenScore(second, TwoWords.OfTwo(secondGrade, firstGrade))];

    private static string[] Forms(Candidate passage) => passage.Title.Length == 0
        ? [passage.Text(int.MaxValue)]
        : [$"Title: {passage.Title}{Content}{passage.Text(int.MaxValue)}", PointPrompt.Shown(passage, passage.Text(int.MaxValue))];

    /// <summary>Labels of the lines <c>[label] passage</c>, the best first, ties in the order of the lines.</summary>
    private IEnumerable<string> Ranked(string prompt) =>
        prompt.Split('\n').Where(line => line.StartsWith('[') && line.Contains("] ", StringComparison.Ordinal))
            .Select(line => (Label: line[1..line.IndexOf(']', StringComparison.Ordinal)], Grade: Grade(line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..])))
            .OrderByDescending(line => line.Grade).Select(line => line.Label);

    private static string Behind(string[] lines, string start) => lines.First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];

    /// <summary>The grade of what is shown: of the passage that says just that, else of one that begins so.</summary>
    private double Grade(string shown)
    {
        var found = _known.Where(known => known.Forms.Contains(shown, StringComparer.Ordinal)).Select(known => known.Grade).ToList();
        if (found.Count == 0) found = [.. _known.Where(known => known.Forms.Any(form => form.StartsWith(shown, StringComparison.Ordinal))).Select(known => known.Grade)];
        return found.Count == 0 ? 0 : found.Max();
    }
}
