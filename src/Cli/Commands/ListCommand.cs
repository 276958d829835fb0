using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag list</c>: the documents of a collection.</summary>
internal static class ListCommand
{
    public static Command Create() => new Command("list", "List the documents of a collection.").Does(async (invocation, cancellationToken) =>
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        await workspace.CollectionAsync(invocation.Collection, cancellationToken);
        var terminal = invocation.Terminal;
        var all = new List<DocumentInfo>();
        var count = 0L;
        await foreach (var document in workspace.Store.ListDocumentsAsync(invocation.Collection, cancellationToken))
        {
            count++;
            var row = DocumentInfo.From(document);
            if (terminal.Format == OutputFormat.Json) all.Add(row);
            else if (terminal.Format == OutputFormat.Jsonl) CliJson.Write(terminal, row);
            else terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{terminal.Dim(row.Id[..10])}  {row.Passages,6}  {PrintableText.OneLine(row.Source)}  {terminal.Dim(PrintableText.OneLine(row.Title))}"));
        }

        if (terminal.Format == OutputFormat.Json) CliJson.Write<IReadOnlyList<DocumentInfo>>(terminal, all);
        if (terminal.IsHuman) terminal.Note($"{count} documents (id, passages, source, title)");
        return ExitCode.Done;
    });
}
