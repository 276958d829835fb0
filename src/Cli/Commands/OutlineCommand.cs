using System.CommandLine;
using LongRag.Ingest;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag outline</c>: the tree of a document.</summary>
internal static class OutlineCommand
{
    public static Command Create()
    {
        var reference = DocumentReference.Argument();
        var command = new Command("outline", "Print the section tree of a document.") { reference };
        return command.Does(async (invocation, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenToReadAsync(invocation, cancellationToken);
            var summary = await DocumentReference.ResolveAsync(workspace, invocation.Get(reference), cancellationToken);
            var document = await DocumentReference.ReadAsync(workspace, summary, cancellationToken);
            var passages = await workspace.Store.PassagesOfAsync(summary.Id, cancellationToken);
            var terminal = invocation.Terminal;
            if (!terminal.IsHuman)
            {
                var counts = passages.GroupBy(p => p.Section).ToDictionary(g => g.Key, g => g.Count());
                var sections = document.Sections.Select(s => new SectionOutput(
                    s.Ordinal, s.Parent, s.Level, s.Heading, s.Origin.ToString().ToLowerInvariant(), s.Span.Start, s.Span.End,
                    document.PageAt(s.Span.Start), document.PageAt(Math.Max(s.Span.Start, s.Span.End - 1)), counts.GetValueOrDefault(s.Ordinal))).ToArray();
                CliJson.Write(terminal, new OutlineOutput(document.Id.Value, document.Source, document.Title, sections));
                return ExitCode.Done;
            }

            foreach (var line in OutlinePrinter.Print(document, passages, OutlineDetails.All)) terminal.Out.WriteLine(Terminal.Printable(line));
            return ExitCode.Done;
        });
    }
}
