using System.Text;
using LongRag.Generator.Chat;

namespace LongRag.Cli.Commands;

/// <summary>Asks one question after another, each with what was said before it.</summary>
/// <param name="terminal">Where answers go.</param>
/// <param name="pipeline">Who answers.</param>
/// <param name="rewriter">Makes follow-up questions stand alone.</param>
/// <param name="turns">What was said so far.</param>
/// <param name="opening">What was told while retrieval was opened: it holds for every question. A person was told as it happened.</param>
/// <param name="streams">Whether a person sees the text as it is written.</param>
internal sealed class AskSession(Terminal terminal, AnswerPipeline pipeline, FollowUpRewriter rewriter, AskedTurns turns, IReadOnlyList<AnswerNote> opening, bool streams)
{
    /// <summary>Asks, writes the answer and keeps the turn.</summary>
    public async Task AskAsync(Query query, CancellationToken cancellationToken)
    {
        var told = RequestNotes.Begin();
        var rewritten = await rewriter.RewriteAsync(turns.Turns, query.Text, cancellationToken);
        // What was carried over may make a long question too long.
        if (rewritten.Text.Length > Query.MaxLength) rewritten = rewritten with { Text = query.Text, By = RewrittenBy.Nobody };
        if (rewritten.By != RewrittenBy.Nobody) terminal.Note($"asked as: {PrintableText.OneLine(rewritten.Text)}");
        var (answer, streamed) = await AnswerAsync((query with { Text = rewritten.Text }).Checked(), cancellationToken);
        if (rewritten.By != RewrittenBy.Nobody) answer = answer with { Question = query.Text, StandaloneQuestion = rewritten.Text };
        if (!terminal.IsHuman) answer = answer with { Notes = [.. opening.Concat(told).Concat(answer.Notes).DistinctBy(note => note.Code, StringComparer.Ordinal)] };
        AskCommand.Write(terminal, answer, isShown: streamed is not null && string.Equals(streamed.Trim(), PrintableText.Printable(answer.Text).Trim(), StringComparison.Ordinal));
        turns.Add(new Turn(rewritten.Text, answer.Text));
    }

    /// <summary>The same; a question that cannot be asked is told, and the conversation goes on.</summary>
    public async Task TryAskAsync(Query query, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(query.Checked(), cancellationToken);
        }
        catch (LongRagException e)
        {
            await terminal.Out.FlushAsync(cancellationToken);
            await terminal.Error.WriteLineAsync($"longrag: {PrintableText.OneLine(e.Message)} [{e.Code}]");
        }
    }

    /// <summary>The answer, and the text that was shown as it came; null where none was.</summary>
    private async Task<(Answer Answer, string? Streamed)> AnswerAsync(Query query, CancellationToken cancellationToken)
    {
        if (!streams || !terminal.IsHuman) return (await pipeline.AnswerAsync(query, cancellationToken), null);
        var shown = new StringBuilder();
        Answer? answer = null;
        await foreach (var piece in pipeline.AskAsync(query, cancellationToken))
        {
            switch (piece)
            {
                case AnswerEvent.TextDelta delta:
                    shown.Append(PrintableText.Printable(delta.Text));
                    await terminal.Out.WriteAsync(PrintableText.Printable(delta.Text));
                    await terminal.Out.FlushAsync(cancellationToken);
                    break;
                case AnswerEvent.WrittenBy when shown.Length > 0:
                    await terminal.Out.WriteLineAsync();
                    await terminal.Out.FlushAsync(cancellationToken);
                    terminal.Note("This is withdrawn: nothing in the evidence carries it.");
                    shown.Clear();
                    break;
                case AnswerEvent.Completed completed:
                    answer = completed.Answer;
                    break;
            }
        }

        if (shown.Length > 0) await terminal.Out.WriteLineAsync();
        return (answer!, shown.Length > 0 ? shown.ToString() : null);
    }
}
