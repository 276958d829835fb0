using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag ask</c>: an answer whose every citation was checked.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var question = new Argument<string[]>("question") { Description = "The question.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int?>("--top", "-k") { Description = "Passages to answer from (default: Generation:Candidates of the configuration, 20)." };
        var filter = QuestionOptions.Filter();
        var by = QuestionOptions.Retriever();
        var reranker = RerankerOption.Create();
        var instruction = QuestionOptions.Instruction();
        var command = new Command("ask", "Answer a question with verified citations.") { question, top, filter, by, reranker, instruction };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var asked = new Query
            {
                Text = string.Join(' ', invocation.Get(question)),
                Instruction = invocation.Get(instruction),
                Collection = invocation.Collection,
                Top = invocation.Get(top) ?? invocation.Settings.Generation.Candidates,
                Filter = QuestionOptions.Parse(invocation.Get(filter)),
            }.Checked();
            using var ranker = RankerNames.Usual(invocation.Settings, invocation.Get(reranker));
            await using var workspace = await Workspace.OpenToReadAsync(invocation, cancellationToken);
            var pipeline = await workspace.AnswerPipelineAsync(asked.Collection, invocation.Get(by), cancellationToken, reranker: ranker?.Ranker);
            Write(invocation.Terminal, await pipeline.AnswerAsync(asked, cancellationToken));
            return ExitCode.Done;
        });
    }

    /// <summary>Writes an answer in the format asked for.</summary>
    public static void Write(Terminal terminal, Answer answer)
    {
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, AskOutput.From(answer));
            return;
        }

        if (answer.NoAnswerReason is { } reason)
        {
            terminal.Out.WriteLine($"No answer: {Terminal.OneLine(reason)}");
        }
        else
        {
            terminal.Out.WriteLine(Places.Indented(Terminal.OneLine(answer.Text), ""));
            terminal.Out.WriteLine();
            foreach (var citation in answer.Citations) WriteCitation(terminal, citation);
        }

        var dropped = answer.DroppedCitations > 0 ? $"; {answer.DroppedCitations} citations could not be verified and were dropped" : "";
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{answer.Citations.Count} verified citations from {answer.Evidence.Count} pieces of evidence in {answer.TimingsMs["total"]:0.0} ms{dropped}"));
    }

    private static void WriteCitation(Terminal terminal, Citation citation)
    {
        terminal.Out.WriteLine($"{terminal.Bold($"[{citation.Id}]")} {Terminal.OneLine(citation.Document.Title)}  {terminal.Accent($"{Terminal.OneLine(citation.Document.Source)}{Places.Page(citation.PageStart, citation.PageEnd)}  {citation.Span.Start}-{citation.Span.End}")}");
        terminal.Out.WriteLine(Places.Indented($"“{Terminal.OneLine(citation.Quote)}”", "    "));
    }
}
