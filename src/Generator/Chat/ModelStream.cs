using System.Runtime.CompilerServices;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Generator.Chat;

/// <summary>What a model writes, piece by piece, to its end or to where it fails: a failure ends the text and is kept. Not thread-safe.</summary>
internal sealed class ModelStream(ChatModel model)
{
    // A model that was trained on lists of questions goes on with the next one.
    private static readonly string[] Stops = ["\nQuestion:"];

    private readonly RepetitionGuard _thoughts = new();

    /// <summary>What went wrong; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the model had more to say than it was allowed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether it was stopped since the thoughts that a server sends apart go round in circles.</summary>
    public bool IsCircling { get; private set; }

    /// <summary>The text. Whoever stops reading releases the model.</summary>
    public async IAsyncEnumerable<string> ReadAsync(string prompt, int mostTokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var characters = 0L;
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = mostTokens, StopSequences = [.. Stops] };
        await using var updates = model.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, prompt)], options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ChatResponseUpdate update;
            try
            {
                if (!await updates.MoveNextAsync()) yield break;
                update = updates.Current;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failure = e;
                yield break;
            }

            foreach (var thought in update.Contents.OfType<TextReasoningContent>())
            {
                characters += thought.Text.Length;
                IsCircling |= _thoughts.Goes(thought.Text);
            }

            // A server may not keep to the limit of tokens.
            var isEndless = characters > (long)mostTokens * AnswerWriter.CharactersPerToken;
            IsCut |= isEndless || update.FinishReason == ChatFinishReason.Length;
            if (IsCircling || isEndless) yield break;
            if (update.Text.Length > 0) yield return update.Text;
        }
    }
}
