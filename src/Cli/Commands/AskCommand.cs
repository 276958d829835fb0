using System.CommandLine;
using System.Globalization;
using LongRag.Generator.Chat;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag ask</c>: an answer whose every citation was checked.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var question = new Argument<string[]>("question") { Description = "The question.", Arity = ArgumentArity.ZeroOrMore };
        var top = new Option<int?>("--top", "-k") { Description = "Passages to answer from (default: Generation:Candidates of the configuration, 20)." };
        var filter = QuestionOptions.Filter();
        var by = QuestionOptions.Retriever();
        var reranker = RerankerOption.Create();
        var instruction = QuestionOptions.Instruction();
        var generator = new Option<string?>("--generator") { Description = "Who answers: extractive (sentences of the sources, no model), a chat model of the configuration (longrag models list), or a GGUF file (default: Generation:Generator of the configuration, extractive).", HelpName = "NAME" };
        var mode = GeneratorOptions.Mode();
        var chat = new Option<bool>("--chat") { Description = "Go on asking: a question a line from standard input, each understood with what was said before it." };
        var history = new Option<string?>("--history") { Description = "What was said before, a JSON line {\"question\":…,\"answer\":…} for each turn; this turn is added. The file need not be there yet.", HelpName = "FILE" };
        var command = new Command("ask", """
            Answer a question with verified citations.

              longrag ask "Who may cancel a sailing?"
              longrag ask "Who may cancel a sailing?" --generator local --mode reasoning
              longrag ask --chat --generator model.gguf
            """) { question, top, filter, by, reranker, instruction, generator, mode, chat, history };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var asked = new Query
            {
                Text = string.Join(' ', invocation.Get(question)),
                Instruction = invocation.Get(instruction),
                Collection = invocation.Collection,
                Top = invocation.Get(top) ?? invocation.Settings.Generation.Candidates,
                Filter = QuestionOptions.Parse(invocation.Get(filter)),
            };
            var goesOn = invocation.Get(chat);
            var isAsked = invocation.Get(question).Length > 0;
            if (isAsked) asked.Checked();
            else if (!goesOn) throw new LongRagException("bad_argument", "Ask a question, or many with --chat.");
            var opening = RequestNotes.Begin();
            var turns = AskedTurns.Open(invocation.Get(history));
            using var opened = GeneratorOptions.Open(invocation.Get(generator) ?? invocation.Settings.Generation.Generator, invocation.Settings, new GeneratorChoice(invocation.Get(mode), ThrowsBusy: false));
            using var ranker = RankerNames.Usual(invocation.Settings, invocation.Get(reranker));
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var pipeline = await workspace.AnswerPipelineAsync(asked.Collection, invocation.Get(by), cancellationToken, opened.Generator, ranker?.Ranker);
            var session = new AskSession(invocation.Terminal, pipeline, new FollowUpRewriter(opened.Model, invocation.Settings.Generation.AnswerTokens), turns, opening, streams: opened.Model is not null);
            if (isAsked) await session.AskAsync(asked, cancellationToken);
            if (goesOn)
                await foreach (var line in LinesAsync(invocation.Terminal, cancellationToken)) await session.TryAskAsync(asked with { Text = line }, cancellationToken);
            return ExitCode.Done;
        });
    }

    /// <summary>Writes an answer in the format asked for.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isShown">Whether its text was shown already.</param>
    public static void Write(Terminal terminal, Answer answer, bool isShown = false)
    {
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, AskResponse.From(answer));
            return;
        }

        if (answer.Reasoning is { } reasoning) terminal.Note(terminal.Dim(PrintableText.Printable(reasoning)) + "\n");
        if (answer.NoAnswerReason is { } reason)
        {
            terminal.Out.WriteLine($"No answer: {PrintableText.OneLine(reason)}");
        }
        else
        {
            if (!isShown) terminal.Out.WriteLine(Places.Indented(PrintableText.OneLine(answer.Text), ""));
            terminal.Out.WriteLine();
            foreach (var citation in answer.Citations) WriteCitation(terminal, citation);
        }

        terminal.Out.Flush();
        foreach (var sentence in answer.UnsupportedSentences) terminal.Note($"unsupported: {PrintableText.OneLine(Places.Excerpt(sentence, 160))}");
        foreach (var note in answer.Notes) terminal.Note($"note: {PrintableText.OneLine(note.Text)} [{note.Code}]");
        var dropped = answer.DroppedCitations > 0 ? $"; {Amount.Of(answer.DroppedCitations, "citation")} could not be verified and {(answer.DroppedCitations == 1 ? "was" : "were")} dropped" : "";
        var writer = answer.Generator is { } generator ? $" by {generator}" : "";
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{Amount.Of(answer.Citations.Count, "verified citation")} from {Amount.Of(answer.Evidence.Count, "piece")} of evidence{writer} in {answer.TimingsMs["total"]:0.0} ms{dropped}"));
    }

    private static async IAsyncEnumerable<string> LinesAsync(Terminal terminal, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!Console.IsInputRedirected && terminal.IsHuman) await terminal.Error.WriteAsync("\n> ");
            // A console's line cannot be given up on once it is being read.
            if (await Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken) is not { } line) yield break;
            if (!string.IsNullOrWhiteSpace(line)) yield return line.Trim();
        }
    }

    private static void WriteCitation(Terminal terminal, Citation citation)
    {
        var found = citation.Attributed ? terminal.Dim(" (found, not named)") : "";
        terminal.Out.WriteLine($"{terminal.Bold($"[{citation.Id}]")} {PrintableText.OneLine(citation.Document.Title)}  {terminal.Accent($"{PrintableText.OneLine(citation.Document.Source)}{Places.Page(citation.PageStart, citation.PageEnd)}  {citation.Span.Start}-{citation.Span.End}")}{found}");
        terminal.Out.WriteLine(Places.Indented($"“{PrintableText.OneLine(citation.Quote)}”", "    "));
    }
}
