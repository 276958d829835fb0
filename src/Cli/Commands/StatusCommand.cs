using System.CommandLine;
using System.Globalization;
using LongRag.Retrievers.Lexical;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag status</c>: what the data folder holds.</summary>
internal static class StatusCommand
{
    public static Command Create() => new Command("status", "Show what the corpus holds and whether its indexes are current.").Does(async (invocation, cancellationToken) =>
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        var position = await workspace.Store.PositionAsync(cancellationToken);
        var rows = new List<CollectionStatus>();
        foreach (var collection in await workspace.Store.ListCollectionsAsync(cancellationToken))
        {
            var size = await workspace.Store.MeasureAsync(collection.Name, cancellationToken);
            var (index, problem) = IndexOf(workspace, collection);
            var isCurrent = index is not null && await workspace.IsCurrentAsync(collection.Name, index.Position, cancellationToken);
            rows.Add(new CollectionStatus(collection.Name, collection.Language, size.Documents, size.Passages, size.Characters, index?.Position ?? 0, isCurrent, index?.Bytes ?? 0, problem, await workspace.VectorsAsync(collection, cancellationToken)));
        }

        var terminal = invocation.Terminal;
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, new StatusOutput(invocation.DataPath, invocation.Settings.Storage, position, rows));
            return ExitCode.Done;
        }

        terminal.Out.WriteLine($"Data folder {invocation.DataPath} ({invocation.Settings.Storage}), position {position}");
        foreach (var row in rows)
        {
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {terminal.Bold(row.Name)} ({PrintableText.OneLine(row.Language)}): {row.Documents} documents, {row.Passages} passages, {row.Characters} characters; lexical index {IndexText(row)}"));
            if (row.Vectors is { } vectors) terminal.Out.WriteLine($"    {VectorsText.Line(vectors)}");
        }

        if (rows.Count == 0) terminal.Out.WriteLine("  no collections yet: longrag ingest <folder>");
        return ExitCode.Done;
    });

    // What is wrong with one index is no reason to say nothing of the others.
    private static (LexicalIndexStatistics? Index, string? Problem) IndexOf(Workspace workspace, Collection collection)
    {
        try
        {
            return (workspace.IndexStatistics(collection), null);
        }
        catch (LongRagException failure)
        {
            return (null, $"{failure.Message} [{failure.Code}]");
        }
    }

    private static string IndexText(CollectionStatus row) => row.IndexProblem is { } problem
        ? $"unusable: {PrintableText.OneLine(problem)}"
        : $"{(row.IndexCurrent ? "current" : "behind (the next search or ingest catches up)")}, {Places.Bytes(row.IndexBytes)}";
}
