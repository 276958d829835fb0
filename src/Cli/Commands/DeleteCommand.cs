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
            var deleted = await workspace.Store.DeleteAsync(invocation.Collection, [.. documents.Select(d => d.Id).Distinct()], cancellationToken);
            await workspace.CatchUpAsync(invocation.Collection, cancellationToken);
            var terminal = invocation.Terminal;
            if (terminal.IsHuman) terminal.Note($"Deleted {deleted} documents.");
            else CliJson.Write(terminal, new DeleteOutput(deleted, [.. documents.Select(d => d.Source).Distinct(StringComparer.Ordinal)]));
            return ExitCode.Done;
        });
    }
}
