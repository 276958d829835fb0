using System.CommandLine;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag delete</c>: documents out of the corpus and the index.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var references = new Argument<string[]>("documents") { Description = "Documents: ids, unique prefixes of them, or sources.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", "Delete documents.") { references };
        return command.Does(async (invocation, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
            // All references are resolved before anything is deleted: a misspelt one deletes nothing.
            var documents = new List<DocumentSummary>();
            foreach (var reference in invocation.Get(references)) documents.Add(await DocumentReference.ResolveAsync(workspace, reference, cancellationToken));
            var deleted = await DeleteAsync(invocation, workspace.Store, [.. documents.Select(d => d.Id).Distinct()], cancellationToken);
            await workspace.CatchUpAsync(invocation.Collection, cancellationToken);
            var terminal = invocation.Terminal;
            if (terminal.IsHuman) terminal.Note($"Deleted {deleted} documents.");
            else CliJson.Write(terminal, new DeleteOutput(deleted, [.. documents.Select(d => d.Source).Distinct(StringComparer.Ordinal)]));
            return ExitCode.Done;
        });
    }

    /// <summary>Deletes, so that a job which the service has queued before brings nothing back.</summary>
    private static async Task<int> DeleteAsync(Invocation invocation, ICorpusStore store, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        if (!ServiceStores.MayHold(invocation.Settings, invocation.DataPath)) return await store.DeleteAsync(invocation.Collection, documents, cancellationToken);
        await using var jobs = await ServiceStores.OpenJobsAsync(invocation.Settings, invocation.DataPath, cancellationToken);
        using var gate = new DocumentGate(store, jobs);
        return await gate.DeleteAsync(invocation.Collection, documents, cancellationToken);
    }
}
