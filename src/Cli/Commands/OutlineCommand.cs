using System.CommandLine;
using LongRag.Ingest;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag outline</c>: the tree of a document.</summary>
internal static class OutlineCommand
{
    public static Command Create()
    {
        var reference = DocumentReference.Argument();
        var most = new Option<int?>("--highlights") { Description = "Show the sentences that carry each section, so many (default: 1).", HelpName = "N", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string?>("--model") { Description = "Let this chat model choose the highlights (default: the sentences that say what others say too).", HelpName = "NAME" };
        var command = new Command("outline", """
            Print the section tree of a document, and who gave each section its name: the author, a model (longrag structurize), or induction from the text.

              longrag outline report.pdf --highlights 2
            """) { reference, most, model };
        command.Validators.Add(result =>
        {
            if (result.GetValue(most) is < 1 or > 20) result.AddError("--highlights is 1 to 20.");
            if (result.GetValue(model) is not null && result.GetResult(most) is null) result.AddError("--model chooses highlights: give --highlights too.");
        });
        return command.Does(async (invocation, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var summary = await DocumentReference.ResolveAsync(workspace, invocation.Get(reference), cancellationToken);
            var terminal = invocation.Terminal;
            if (!terminal.IsHuman && invocation.Parsed.GetResult(most) is null)
            {
                CliJson.Write(terminal, DocumentOutline.From(await workspace.Store.FindOutlineAsync(summary.Id, cancellationToken) ?? throw DocumentReference.Deleted(summary)));
                return ExitCode.Done;
            }

            var document = await DocumentReference.ReadAsync(workspace, summary, cancellationToken);
            var passages = await workspace.Store.PassagesOfAsync(summary.Id, cancellationToken);
            var highlights = invocation.Parsed.GetResult(most) is null ? null : await HighlightsAsync(invocation, document, invocation.Get(most) ?? 1, invocation.Get(model), cancellationToken);
            if (!terminal.IsHuman)
            {
                var outline = DocumentOutline.From(document, passages);
                CliJson.Write(terminal, highlights is null ? outline : outline with { Sections = [.. outline.Sections.Select(section => section with { Highlights = Of(section, document, highlights) })] });
                return ExitCode.Done;
            }

            foreach (var line in OutlinePrinter.Print(document, passages, OutlineDetails.All, highlights)) terminal.Out.WriteLine(PrintableText.Printable(line));
            return ExitCode.Done;
        });
    }

    private static HighlightInfo[] Of(SectionInfo section, Document document, IReadOnlyList<Highlight> highlights) =>
        [.. highlights.Where(h => h.Section == section.Ordinal).Select(h => new HighlightInfo(h.Span.Start, h.Span.End, h.Span.Of(document.Text), Math.Round(h.Score, 4)))];

    private static async Task<IReadOnlyList<Highlight>> HighlightsAsync(Invocation invocation, Document document, int most, string? name, CancellationToken cancellationToken)
    {
        if (name is null) return SectionHighlights.ByCentrality(document, most);
        using var model = ChatModelNames.Of(invocation.Settings, name);
        return await SectionHighlights.ByModelAsync(document, most, model.Client, model.Tokens, model.Profile.ContextTokens, cancellationToken);
    }
}
