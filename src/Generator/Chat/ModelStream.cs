using System.Runtime.CompilerServices;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Generator.Chat;

/// <summary>What a model writes, piece by piece, to its end or to where it fails: a failure ends the text and is kept. Not thread-safe.</summary>
internal sealed class ModelStream(ChatModel model)
{
    // A model that was trained on lists of questions goes on with the next one.
    private static readonly string[] Stops = ["\nQuestion:"];

    /// <summary>What went wrong; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the model had more to say than it was allowed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The text. Whoever stops reading releases the model.</summary>
    public async IAsyncEnumerable<string> ReadAsync(string prompt, int mostTokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
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

            IsCut |= update.FinishReason == ChatFinishReason.Length;
            if (update.Text.Length > 0) yield return update.Text;
        }
    }
}
