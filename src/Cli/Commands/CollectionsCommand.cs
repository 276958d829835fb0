using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag collections</c>: list, create, delete.</summary>
internal static class CollectionsCommand
{
    public static Command Create()
    {
        var command = new Command("collections", "List, create and delete collections.");
        command.Does(ListAsync);
        command.Add(new Command("list", "List the collections.").Does(ListAsync));
        command.Add(CreateCollection());
        command.Add(DeleteCollection());
        return command;
    }

    private static async Task<int> ListAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        var rows = new List<CollectionInfo>();
        foreach (var collection in await workspace.Store.ListCollectionsAsync(cancellationToken))
            rows.Add(CollectionInfo.From(collection, await workspace.Store.MeasureAsync(collection.Name, cancellationToken)));

        var terminal = invocation.Terminal;
        switch (terminal.Format)
        {
            case OutputFormat.Json:
                CliJson.Write<IReadOnlyList<CollectionInfo>>(terminal, rows);
                break;
            case OutputFormat.Jsonl:
                foreach (var row in rows) CliJson.Write(terminal, row);
                break;
            default:
                WriteTable(terminal, rows);
                break;
        }

        return ExitCode.Done;
    }

    private static void WriteTable(Terminal terminal, List<CollectionInfo> rows)
    {
        var table = new Table { Border = TableBorder.None }.AddColumns("collection", "language", "passage tokens", "documents", "passages");
        foreach (var row in rows)
            table.AddRow(new Text(row.Name), new Text(PrintableText.OneLine(row.Language)), Number(row.PassageTokens), Number(row.Documents), Number(row.Passages));
        terminal.Console.Write(table);

        static Text Number(long value) => new(value.ToString(CultureInfo.InvariantCulture));
    }

    private static Command CreateCollection()
    {
        var name = new Argument<string>("name") { Description = "1 to 64 of a-z, 0-9, - and _." };
        var language = new Option<string>("--language") { Description = "Language of its text (ISO 639-1), for the lexical analysis.", DefaultValueFactory = _ => "en" };
        var passageTokens = new Option<int>("--passage-tokens") { Description = "Token budget of a passage.", DefaultValueFactory = _ => 256 }.Between(16, 8192);
        var command = new Command("create", "Create an empty collection with settings of its own.") { name, language, passageTokens };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var collection = new Collection { Name = Collection.CheckName(invocation.Get(name)), Language = Workspace.CheckLanguage(invocation.Get(language)), PassageTokens = invocation.Get(passageTokens) };
            await using var workspace = await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
            if (await workspace.Store.FindCollectionAsync(collection.Name, cancellationToken) is not null) throw new LongRagException("bad_argument", $"There is already a collection '{collection.Name}'.");
            await workspace.Store.SaveCollectionAsync(collection, cancellationToken);
            invocation.Terminal.Note($"Created collection '{collection.Name}'.");
            return ExitCode.Done;
        });
    }

    private static Command DeleteCollection()
    {
        var name = new Argument<string>("name") { Description = "The collection." };
        var yes = new Option<bool>("--yes") { Description = "Really delete it, with all its documents." };
        var command = new Command("delete", "Delete a collection with all its documents.") { name, yes };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(yes)) result.AddError("This deletes all documents of the collection; add --yes to do it.");
        });
        return command.Does(async (invocation, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
            var collection = await workspace.CollectionAsync(Collection.CheckName(invocation.Get(name)), cancellationToken);
            // The index first: killed in between, an index without its collection would be taken for that of a new one of the same name.
            workspace.DeleteIndex(collection.Name);
            await workspace.Store.DeleteCollectionAsync(collection.Name, cancellationToken);
            invocation.Terminal.Note($"Deleted collection '{collection.Name}'.");
            return ExitCode.Done;
        });
    }
}
