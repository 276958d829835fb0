using System.CommandLine;
using System.Globalization;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag similar</c>: more like a document.</summary>
internal static class SimilarCommand
{
    // What stands for a document where there are no vectors: its title, and about as much of its beginning as says what it is about.
    private const int LexicalCharacters = 1500;

    public static Command Create()
    {
        var document = DocumentReference.Argument();
        var top = new Option<int>("--top", "-k") { Description = "At most this many documents.", DefaultValueFactory = _ => 10 };
        var filter = QuestionOptions.Filter();
        var command = new Command("similar", "Find documents that are like one in the corpus: by the mean of their passages' vectors, or by words where there are none.") { document, top, filter };
        return command.Does(async (invocation, cancellationToken) =>
        {
            if (invocation.Get(top) is < 1 or > Query.MostTop) throw new LongRagException("bad_argument", $"--top is {invocation.Get(top)}; it must lie between 1 and {Query.MostTop}.");
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var like = await DocumentReference.ResolveAsync(workspace, invocation.Get(document), cancellationToken);
            var condition = QuestionOptions.Parse(invocation.Get(filter));
            var found = await ByVectorsAsync(workspace, like, invocation.Get(top), condition, cancellationToken) ?? await ByWordsAsync(workspace, like, invocation.Get(top), condition, cancellationToken);
            Write(invocation.Terminal, found);
            return ExitCode.Done;
        });
    }

    private static async Task<IReadOnlyList<SimilarOutput>?> ByVectorsAsync(Workspace workspace, DocumentSummary like, int top, Filter? filter, CancellationToken cancellationToken)
    {
        if (workspace.Dense(encoder: null, EncoderUse.OneQuestion) is not { } side) return null;
        using var reader = side.OpenReader(workspace.Invocation.Collection);
        var found = new DenseSearch(reader).Similar(like.Id, top, filter, cancellationToken);
        if (found.Count == 0) return null;
        var summaries = await workspace.Store.SummariesAsync([.. found.Select(one => one.Document)], cancellationToken);
        return [.. found.Where(one => summaries.ContainsKey(one.Document)).Select((one, i) => Row(i + 1, summaries[one.Document], one.Centroid, DenseRetriever.Kind))];
    }

    private static async Task<IReadOnlyList<SimilarOutput>> ByWordsAsync(Workspace workspace, DocumentSummary like, int top, Filter? filter, CancellationToken cancellationToken)
    {
        var document = await DocumentReference.ReadAsync(workspace, like, cancellationToken);
        var text = $"{document.Title} {document.Text[..Math.Min(document.Text.Length, LexicalCharacters)]}";
        if (string.IsNullOrWhiteSpace(text)) return [];
        var retriever = await workspace.PlainRetrieverAsync(workspace.Invocation.Collection, RetrieverNames.Lexical, cancellationToken);
        var query = new Query { Text = text, Collection = workspace.Invocation.Collection, Top = Math.Min(Query.MostTop, top + 1), Filter = filter };
        var found = await SearchLevel.BestAsync(retriever, query, "document", cancellationToken);
        return [.. found.Where(one => one.Document.Id != like.Id).Take(top).Select((one, i) => Row(i + 1, one.Document, one.Score, one.ScoreKind))];
    }

    private static SimilarOutput Row(int rank, DocumentSummary document, double score, string kind) => new(rank, document.Id.Value, document.Source, document.Title, score, kind);

    private static void Write(Terminal terminal, IReadOnlyList<SimilarOutput> rows)
    {
        if (terminal.Format is OutputFormat.Json)
        {
            CliJson.Write(terminal, rows);
            return;
        }

        foreach (var row in rows)
        {
            if (!terminal.IsHuman) CliJson.Write(terminal, row);
            else terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{terminal.Bold($"{row.Rank}. {PrintableText.OneLine(row.Title)}")}  {terminal.Accent(PrintableText.OneLine(row.Source))}  {terminal.Dim($"{row.ScoreKind} {row.Score:0.000}")}"));
        }

        if (rows.Count == 0) terminal.Note("There is no other document.");
    }
}
