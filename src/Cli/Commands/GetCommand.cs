using System.CommandLine;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag get</c>: one document.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        var reference = DocumentReference.Argument();
        var text = new Option<bool>("--text") { Description = "Print the stored text, byte for byte (UTF-8), and nothing else." };
        var command = new Command("get", "Show a document.") { reference, text };
        return command.Does(async (invocation, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var summary = await DocumentReference.ResolveAsync(workspace, invocation.Get(reference), cancellationToken);
            if (invocation.Get(text))
            {
                var document = await DocumentReference.ReadAsync(workspace, summary, cancellationToken);
                await invocation.Terminal.Out.WriteAsync(document.Text.AsMemory(), cancellationToken);
                return ExitCode.Done;
            }

            var terminal = invocation.Terminal;
            var row = DocumentInfo.From(summary);
            if (!terminal.IsHuman)
            {
                CliJson.Write(terminal, row);
                return ExitCode.Done;
            }

            terminal.Out.WriteLine(terminal.Bold(PrintableText.OneLine(row.Title)));
            Field("id", row.Id);
            Field("source", PrintableText.OneLine(row.Source));
            Field("type", PrintableText.OneLine(row.MediaType));
            Field("size", $"{row.Characters} characters, {row.Passages} passages" + (row.Pages > 0 ? $", {row.Pages} pages" : ""));
            Field("stored", row.StoredAt.ToString("u", System.Globalization.CultureInfo.InvariantCulture));
            if (row.Tags.Count > 0) Field("tags", string.Join(", ", row.Tags.Select(PrintableText.OneLine)));
            foreach (var (name, value) in row.Metadata) Field(PrintableText.OneLine(name), PrintableText.OneLine(value.ToString()));
            return ExitCode.Done;

            void Field(string name, string value) => terminal.Out.WriteLine($"  {terminal.Dim(name.PadRight(10))} {value}");
        });
    }
}
