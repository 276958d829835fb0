using System.CommandLine;
using LongRag.Ingest;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag demo</c>: the sample handbook, read and asked.</summary>
internal static class DemoCommand
{
    private const string DemoCollection = "demo";

    private static readonly string[] Questions =
    [
        "Why are the funnels of the ships green?",
        "How much is paid for a standby day?",
        "What does a bed in the hostel above the bakery cost?",
    ];

    // Said in other words than the handbook's: plain BM25 finds another passage.
    private const string OtherWords = "what do I get if I am called in on my free day";

    public static Command Create() => new Command("demo", "Read the sample handbook, ask it three questions, and search it by words and by meaning.").Does(async (invocation, cancellationToken) =>
    {
        var handbook = Path.Combine(AppContext.BaseDirectory, "samples", "handbook");
        if (!Directory.Exists(handbook)) throw new LongRagException("missing_prerequisite", $"The sample handbook is not at '{handbook}'.");
        var terminal = invocation.Terminal;
        await using (var workspace = await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken))
        {
            terminal.Note($"$ longrag ingest {handbook} --collection {DemoCollection}");
            var report = await IngestCommand.RunAsync(workspace, DemoCollection, new ScanOptions { Paths = [handbook] }, new IngestionOptions { Mode = IngestMode.Sync, Workers = ReadWorkers.OptionsOf(invocation, count: null) }, cancellationToken);
            foreach (var issue in report.Failed) terminal.Error.WriteLine($"failed  {issue.Source}: {issue.Message} [{issue.Code}]");
            terminal.Note($"{report.Documents} documents in {report.Elapsed.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s");
            var pipeline = await workspace.AnswerPipelineAsync(DemoCollection, retriever: null, cancellationToken);
            foreach (var question in Questions)
            {
                terminal.Note($"\n$ longrag ask \"{question}\" --collection {DemoCollection}");
                AskCommand.Write(terminal, await pipeline.AnswerAsync(new Query { Text = question, Collection = DemoCollection, Top = invocation.Settings.Generation.Candidates }, cancellationToken));
            }

            foreach (var retriever in EncoderNames.IsNone(invocation.Settings.Retrieval.Encoder) ? new[] { RetrieverNames.Bm25 } : [RetrieverNames.Bm25, RetrieverNames.Hybrid])
            {
                terminal.Note($"\n$ longrag search \"{OtherWords}\" --retriever {retriever} --top 1 --collection {DemoCollection}");
                var found = await (await workspace.RetrieverAsync(DemoCollection, retriever, cancellationToken)).RetrieveAsync(new Query { Text = OtherWords, Collection = DemoCollection, Top = 1 }, cancellationToken);
                foreach (var hit in found) SearchCommand.WriteHit(terminal, SearchHit.From(hit, 1));
            }
        }

        terminal.Note($"\nNow your own documents: longrag ingest <folder>, then longrag ask \"...\"");
        return ExitCode.Done;
    });
}
