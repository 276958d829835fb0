using System.CommandLine;
using System.Globalization;
using LongRag.Ingest;
using LongRag.Models.Chat;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag structurize</c>: section trees by a chat model.</summary>
internal static class StructurizeCommand
{
    public static Command Create()
    {
        var collection = new Argument<string?>("collection") { Description = "The collection (default: that of --collection).", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string>("--model") { Description = "The chat model: a name of the configuration, or the path of a GGUF file.", HelpName = "NAME", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what it would cost: documents, slices, tokens." };
        var document = new Option<string[]>("--document") { Description = "Only this document: its id, a unique prefix of it, or its source (may be repeated).", HelpName = "DOC" };
        var limit = new Option<int?>("--limit") { Description = "At most so many documents, of those that are not done.", HelpName = "N" };
        var longerThan = new Option<int?>("--longer-than") { Description = "Divide text between two headings of the author's that has more tokens than this (default: 512).", HelpName = "TOKENS" };
        var sliceTokens = new Option<int?>("--slice-tokens") { Description = "Most tokens of text that the model is shown at once; fewer where its context is short (default: 1024).", HelpName = "TOKENS" };
        var merge = new Option<string>("--merge") { Description = "How slices are joined: concat (one list), upgrade (what a slice is about becomes a section above its points), auto (upgrade where the list would be long).", HelpName = "HOW", DefaultValueFactory = _ => "auto" };
        merge.AcceptOnlyFromAmong("auto", "concat", "upgrade");
        var jobs = new Option<int?>("--jobs", "-j") { Description = "Slices asked about at the same time (default: 1).", HelpName = "N" };
        var retryFailed = new Option<bool>("--retry-failed") { Description = "Ask once more about slices for which the model gave no valid structure before." };
        var command = new Command("structurize", """
            Give documents a section tree by a chat model (StruXGPT, version 2): the model is shown numbered sentences and returns ranges of them. What does not tile the text exactly is repaired, asked again, and at last
            structurized without the model. Headings of the author's stay; only long text between them is divided. The text never changes; passages are cut anew along the tree.
            What the model said is kept: the same command again goes on where it stopped, and asks nothing twice.

              longrag structurize --model qwen --dry-run          what it would cost
              longrag structurize handbook --model qwen --limit 10
            """) { collection, model, dryRun, document, limit, longerThan, sliceTokens, merge, jobs, retryFailed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(limit) is < 1) result.AddError("--limit is at least 1.");
            if (result.GetValue(longerThan) is < 16 or > 1_000_000) result.AddError("--longer-than is 16 to 1000000.");
            if (result.GetValue(sliceTokens) is < 64 or > 1_000_000) result.AddError("--slice-tokens is 64 to 1000000.");
            if (result.GetValue(jobs) is < 1 or > 64) result.AddError("--jobs is 1 to 64.");
        });
        return command.Does(async (invocation, cancellationToken) =>
        {
            using var chat = ChatModelNames.Of(invocation.Settings, invocation.Get(model));
            await using var workspace = invocation.Get(dryRun) ? await Workspace.OpenToReadAsync(invocation.Context, cancellationToken) : await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
            var target = await workspace.CollectionAsync(invocation.Get(collection) is { } named ? Collection.CheckName(named) : invocation.Collection, cancellationToken);
            var ran = $"{chat.Profile.Kind}/{chat.Profile.Model}-{chat.Profile.Fingerprint}";
            using var answers = StructureAnswers.Open(workspace.Folder.Structures, ran);
            var usual = new ModelStructureOptions { Model = ran, ContextTokens = chat.Profile.ContextTokens };
            // Costs are counted with the model's own tokens.
            await chat.ReadyAsync(cancellationToken);
            var structurizer = new ModelStructurizer(chat.Client, chat.Tokens, usual with
            {
                LongerThan = invocation.Get(longerThan) ?? usual.LongerThan,
                SliceTokens = invocation.Get(sliceTokens) ?? usual.SliceTokens,
                Merge = invocation.Get(merge) switch { "concat" => SliceMerge.Concat, "upgrade" => SliceMerge.Upgrade, _ => SliceMerge.Auto },
                // A model in this process works on one question at a time.
                Jobs = chat.Profile.Kind is ChatModelCatalog.Gguf ? 1 : invocation.Get(jobs) ?? usual.Jobs,
                RetryFailed = invocation.Get(retryFailed),
            }, answers);
            var documents = await DocumentsAsync(workspace, target, structurizer, invocation.Get(document) ?? [], invocation.Get(limit), cancellationToken);
            var structurizing = new CollectionStructurizer(workspace.Store, target, structurizer, token => workspace.CatchUpAsync(target.Name, token));
            var cost = await structurizing.EstimateAsync(documents, cancellationToken);
            var expected = new StructureCostOutput(target.Name, chat.Profile.Name, cost.Documents, cost.Done, cost.Cost.Slices, cost.Cost.Known, cost.Cost.TokensIn, cost.Cost.TokensOut);
            if (invocation.Get(dryRun))
            {
                if (invocation.Terminal.IsHuman) invocation.Terminal.Out.WriteLine(CostLine(expected));
                else CliJson.Write(invocation.Terminal, expected);
                return ExitCode.Done;
            }

            invocation.Terminal.Note(CostLine(expected));
            using var progress = new ProgressLine(invocation.Terminal);
            var report = await structurizing.RunAsync(documents, cost, progress, cancellationToken);
            if (report.Changed > 0) await workspace.CatchUpDenseAsync(target, progress, cancellationToken);

            progress.Clear();
            Write(invocation.Terminal, expected, report);
            return report.Failed.Count > 0 ? ExitCode.SomeFilesFailed : ExitCode.Done;
        });
    }

    private static async Task<List<DocumentSummary>> DocumentsAsync(Workspace workspace, Collection collection, ModelStructurizer structurizer, string[] references, int? limit, CancellationToken cancellationToken)
    {
        var documents = new List<DocumentSummary>();
        foreach (var reference in references) documents.Add(await DocumentReference.ResolveAsync(workspace, collection.Name, reference, cancellationToken));
        if (references.Length == 0)
            await foreach (var summary in workspace.Store.ListDocumentsAsync(collection.Name, cancellationToken)) documents.Add(summary);
        var distinct = documents.DistinctBy(d => d.Id);
        return limit is { } most ? [.. distinct.Where(d => !structurizer.IsDone(d)).Take(most)] : [.. distinct];
    }

    private static string CostLine(StructureCostOutput cost) => string.Create(CultureInfo.InvariantCulture,
        $"{cost.Collection} with {cost.Model}: {cost.Documents} documents ({cost.Done} more are done), {cost.Slices} slices ({cost.KnownSlices} answered before), about {cost.TokensIn:N0} tokens in and {cost.TokensOut:N0} out");

    private static void Write(Terminal terminal, StructureCostOutput expected, StructureReport report)
    {
        var seconds = Math.Round(report.Elapsed.TotalSeconds, 3);
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, new StructureOutput(
                expected, report.Documents, report.Changed, report.Skipped, [.. report.Failed.Select(f => new IssueOutput(f.Source, f.Step, f.Code, f.Message))],
                report.Accepted, report.Repaired, report.Retried, report.FellBack, report.Calls, report.TokensIn, report.TokensOut, seconds));
            return;
        }

        foreach (var failure in report.Failed) terminal.Error.WriteLine($"failed  {PrintableText.OneLine(failure.Source)}: {PrintableText.OneLine(failure.Message)} [{failure.Code}]");
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Documents} documents: {report.Changed} structurized anew, {report.Skipped} done before, {report.Failed.Count} failed. Slices: {report.Accepted} by the model, {report.Repaired} repaired, {report.Retried} at a later try, {report.FellBack} without the model. {report.Calls} calls, {report.TokensIn:N0} tokens in, {report.TokensOut:N0} out, {seconds:0.0} s"));
    }
}
