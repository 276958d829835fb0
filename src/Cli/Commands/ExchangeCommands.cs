using System.CommandLine;
using System.Text;
using LongRag.Storage.Exchange;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag export</c>: a collection as JSON Lines on standard output or in a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--file") { Description = "Write to this file, made whole or not at all, instead of standard output.", HelpName = "FILE" };
        var command = new Command("export", "Write a collection as JSON Lines, complete.") { file };
        return command.Does(async (invocation, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var collection = await workspace.CollectionAsync(invocation.Collection, cancellationToken);
            long written;
            if (invocation.Get(file) is { } path)
            {
                var unfinished = path + ".part";
                await using (var output = new StreamWriter(unfinished, append: false, new UTF8Encoding(false), 1 << 16)) written = await CollectionExport.WriteAsync(workspace.Store, collection, output, cancellationToken);
                File.Move(unfinished, path, overwrite: true);
            }
            else
            {
                written = await CollectionExport.WriteAsync(workspace.Store, collection, invocation.Terminal.Out, cancellationToken);
            }

            invocation.Terminal.Note($"Exported {written} documents of '{collection.Name}'.");
            return ExitCode.Done;
        });
    }
}

/// <summary><c>longrag import</c>: an exported collection back into a corpus.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file that export wrote, or - for standard input." };
        var command = new Command("import", "Read a collection that export wrote; --collection gives it another name.") { file };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var path = invocation.Get(file);
            if (path is not "-" && !File.Exists(path)) throw new LongRagException("not_found", $"There is no file '{path}'.");
            await using var workspace = await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
            using var input = path is "-" ? new StreamReader(Console.OpenStandardInput(), Encoding.UTF8) : new StreamReader(path, Encoding.UTF8);
            var named = invocation.Parsed.GetResult(CommonOptions.Collection) is { Implicit: false };
            var result = await CollectionImport.ReadAsync(workspace.Store, input, named ? invocation.Collection : null, language => Workspace.CheckLanguage(language), cancellationToken);
            await workspace.CatchUpAsync(result.Collection.Name, cancellationToken);
            invocation.Terminal.Note($"Imported into '{result.Collection.Name}': {result.Added} added, {result.Changed} changed, {result.Unchanged} unchanged.");
            return ExitCode.Done;
        });
    }
}
