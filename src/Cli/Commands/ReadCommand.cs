using System.CommandLine;
using System.Text.Json;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag read</c>: what a reader sees in a file. Needs no data folder and makes none.</summary>
internal static class ReadCommand
{
    private const string Text = "text";
    private const string Markdown = "markdown";
    private const string Json = "json";

    public static Command Create()
    {
        var paths = new Argument<string[]>("files") { Description = "Files, folders, globs in quotes, or - for standard input.", Arity = ArgumentArity.OneOrMore };
        // Takes the place of the common option: the forms of a text are others than those of a result.
        var form = new Option<string>("--output", "-o") { Description = "text: as it is stored; markdown: with headings, lists and tables marked; json: one line a document, with pages and headings.", DefaultValueFactory = _ => Text };
        form.AcceptOnlyFromAmong(Text, Markdown, Json);
        var reading = new ReadingOptions();
        var command = new Command("read", "Print what LongRag reads in files. Stores nothing.") { paths, form };
        reading.AddTo(command);
        return command.Does(async (invocation, cancellationToken) =>
        {
            var named = invocation.Get(paths);
            var writer = new OutcomeWriter(invocation.Terminal, invocation.Get(form), reading.ReadOptionsOf(invocation).FirstPage, named is [var only] && !Directory.Exists(only));
            await reading.ReadAsync(invocation, named, (outcome, _) => writer.WriteAsync(outcome, cancellationToken), cancellationToken);
            return writer.AnyError ? ExitCode.SomeFilesFailed : ExitCode.Done;
        });
    }

    private sealed class OutcomeWriter(Terminal terminal, string form, int firstPage, bool isOne)
    {
        private readonly bool _isSeen = !Console.IsOutputRedirected;

        public bool AnyError { get; private set; }

        public async Task WriteAsync(ReadOutcome read, CancellationToken cancellationToken)
        {
            AnyError |= read.Outcome is "error";
            if (form is Json)
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(ReadOutput.From(read, firstPage), CliJson.Compact.ReadOutput).AsMemory(), cancellationToken);
                return;
            }

            foreach (var warning in read.Warnings) terminal.Note($"warning {PrintableText.OneLine(read.File)}: {PrintableText.OneLine(warning.Message)} [{warning.Code}]");
            if (read.Reason is { } reason) terminal.Error.WriteLine($"{read.Outcome,-7} {PrintableText.OneLine(read.File)}: {PrintableText.OneLine(reason.Message)} [{reason.Code}]");
            if (read.Document is not { } document) return;
            // As head(1) divides files.
            if (!isOne || document.Key is not null) await terminal.Out.WriteLineAsync($"==> {PrintableText.OneLine(document.Key ?? read.File)} <==".AsMemory(), cancellationToken);
            using var text = new StringWriter { NewLine = "\n" };
            if (form is Markdown) new MarkdownWriter(text).Write(document);
            else text.WriteLine(document.Text);
            // A terminal obeys control characters; a file or a program takes the text as it is.
            await terminal.Out.WriteAsync((_isSeen ? PrintableText.Printable(text.ToString()) : text.ToString()).AsMemory(), cancellationToken);
        }
    }
}
