using System.CommandLine;
using System.Globalization;
using LongRag.Retrievers;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag explain</c>: where each retriever ranks a document, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var question = new Argument<string[]>("question") { Description = "The question.", Arity = ArgumentArity.OneOrMore };
        var document = new Option<string>("--document") { Description = "The document: its id, a unique prefix of it, or its source.", HelpName = "DOCUMENT", Required = true };
        var command = new Command("explain", """
            Say where each retriever ranks a document for a question, by which passage, and why.

              longrag explain "Who may cancel a sailing?" --document operations-manual.md
            """) { question, document };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var query = new Query { Text = string.Join(' ', invocation.Get(question)), Collection = invocation.Collection, Top = Query.MostTop }.Checked();
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var summary = await DocumentReference.ResolveAsync(workspace, invocation.Get(document), cancellationToken);
            var explained = new List<ExplainedRetriever>();
            foreach (var name in Retrievers(invocation)) explained.Add(await ExplainAsync(workspace, name, query, summary, cancellationToken));
            Write(invocation.Terminal, new ExplainOutput(query.Text, summary.Id.Value, summary.Source, explained));
            return ExitCode.Done;
        });
    }

    private static IEnumerable<string> Retrievers(Invocation invocation) => EncoderNames.IsNone(invocation.Settings.Retrieval.Encoder)
        ? [RetrieverNames.Bm25, RetrieverNames.Lexical]
        : [RetrieverNames.Bm25, RetrieverNames.Lexical, RetrieverNames.Dense, RetrieverNames.Hybrid];

    private static async Task<ExplainedRetriever> ExplainAsync(Workspace workspace, string name, Query query, DocumentSummary document, CancellationToken cancellationToken)
    {
        var retriever = await workspace.PlainRetrieverAsync(query.Collection, name, cancellationToken);
        var ranked = await ((IPassageRanking)retriever).RankAsync(query, cancellationToken);
        var own = (await workspace.Store.PassagesOfAsync(document.Id, cancellationToken)).Select(passage => passage.Id).ToHashSet();
        var place = ranked.Index().Where(hit => own.Contains(hit.Item.Id)).Select(hit => (int?)hit.Index).FirstOrDefault();
        if (place is not { } at) return new ExplainedRetriever(name, null, null, null);
        var before = await workspace.Store.PassagesAsync([.. ranked.Take(at).Select(hit => hit.Id)], cancellationToken);
        // Explained as it stands in the list: under a filter the other candidates, which scores are measured by, would not be there.
        var explained = await retriever.RetrieveAsync(query with { Top = at + 1, Explain = at < 1000 }, cancellationToken);
        return new ExplainedRetriever(name, before.Select(passage => passage.Document.Id).Distinct().Count() + 1, at + 1, explained.Count > at ? SearchHit.From(explained[at], at + 1) : null);
    }

    private static void Write(Terminal terminal, ExplainOutput output)
    {
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, output);
            return;
        }

        terminal.Out.WriteLine($"{terminal.Bold(PrintableText.OneLine(output.Source))} for \"{PrintableText.OneLine(output.Question)}\"");
        foreach (var retriever in output.Retrievers)
        {
            terminal.Out.WriteLine();
            if (retriever.Passage is not { } passage)
            {
                terminal.Out.WriteLine($"{terminal.Bold(retriever.Retriever)}: not found: {(retriever.Retriever is RetrieverNames.Dense ? "no vector yet" : "it shares no word with the question")}");
                continue;
            }

            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{terminal.Bold(retriever.Retriever)}: document {retriever.DocumentRank}, by this passage, which is number {retriever.PassageRank}:"));
            SearchCommand.WriteHit(terminal, passage);
        }
    }
}
