using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag search</c>: passages for a question.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var query = new Argument<string[]>("query") { Description = "The question or the words to look for.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top", "-k") { Description = "At most this many passages.", DefaultValueFactory = _ => 10 };
        var filter = QuestionOptions.Filter();
        var by = QuestionOptions.Retriever();
        var reranker = RerankerOption.Create();
        var instruction = QuestionOptions.Instruction();
        var level = QuestionOptions.Level();
        var explain = new Option<bool>("--explain") { Description = "Say how each score came about." };
        var command = new Command("search", """
            Find passages, or the sections or documents they stand in.

              longrag search "late departures"
              longrag search "who pays for a lost key" --level document
              longrag search "ferry accidents" --instruction "Only accidents with injuries. Training exercises are not relevant."
              longrag search "funnel colour" --retriever bm25 --explain
            """) { query, top, filter, by, reranker, level, instruction, explain };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var asked = new Query
            {
                Text = string.Join(' ', invocation.Get(query)),
                Instruction = invocation.Get(instruction),
                Collection = invocation.Collection,
                Top = invocation.Get(top),
                Filter = QuestionOptions.Parse(invocation.Get(filter)),
                Explain = invocation.Get(explain),
            }.Checked();
            var notes = RequestNotes.Begin();
            var clock = Stopwatch.GetTimestamp();
            using var ranker = RankerNames.Usual(invocation.Settings, invocation.Get(reranker));
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var retriever = await workspace.RetrieverAsync(asked.Collection, invocation.Get(by), cancellationToken);
            var opened = Stopwatch.GetElapsedTime(clock);
            clock = Stopwatch.GetTimestamp();
            var hits = await SearchLevel.BestAsync(retriever, asked with { Top = Math.Max(asked.Top, ranker?.Ranker.Depth ?? 0) }, invocation.Get(level), cancellationToken);
            var timings = new Dictionary<string, double> { ["open"] = Milliseconds(opened), ["retrieve"] = Milliseconds(Stopwatch.GetElapsedTime(clock)) };
            Reranking? reranking = null;
            if (ranker is not null)
            {
                clock = Stopwatch.GetTimestamp();
                var ranked = await new ToldReranker(ranker.Ranker, invocation.Terminal.Note).RankAsync(asked, hits, cancellationToken);
                (hits, reranking) = ([.. ranked.Passages.Take(asked.Top)], RankerNotes.Told(ranker.Ranker.Name, ranked.Report));
                timings["rerank"] = Milliseconds(Stopwatch.GetElapsedTime(clock));
            }

            var results = hits.Select((hit, i) => SearchHit.From(hit, i + 1)).ToArray();
            Write(invocation.Terminal, asked, new SearchResponse(asked.Text, invocation.Get(level), results, timings, InstructionReadings.Of(asked), notes, reranking));
            return ExitCode.Done;
        });
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);

    private static void Write(Terminal terminal, Query query, SearchResponse found)
    {
        switch (terminal.Format)
        {
            case OutputFormat.Json:
                CliJson.Write(terminal, found);
                return;
            case OutputFormat.Jsonl:
                foreach (var result in found.Results) CliJson.Write(terminal, result);
                return;
        }

        InstructionText.Write(terminal, query);
        foreach (var hit in found.Results) WriteHit(terminal, hit);
        terminal.Note(found.Results.Count == 0
            ? "Nothing matches."
            : string.Create(CultureInfo.InvariantCulture, $"{Amount.Of(found.Results.Count, found.Level)} in {found.TimingsMs["retrieve"]:0.0} ms"));
    }

    /// <summary>Writes one hit for a person to read.</summary>
    public static void WriteHit(Terminal terminal, SearchHit hit)
    {
        var place = string.Join(" › ", hit.SectionPath.Prepend(hit.Title).Select(PrintableText.OneLine));
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{terminal.Bold($"{hit.Rank}. {place}")}  {terminal.Dim($"{hit.ScoreKind} {hit.Score:0.00}{Sides(hit)}")}"));
        terminal.Out.WriteLine(terminal.Accent($"   {PrintableText.OneLine(hit.Source)}{Places.Page(hit.PageStart, hit.PageEnd)}  {hit.StartChar}-{hit.EndChar}"));
        terminal.Out.WriteLine(Places.Indented(Places.Excerpt(hit.Text, 400), "   "));
        if (hit.Explanation is { } explanation) WriteExplanation(terminal, explanation, 1);
        terminal.Out.WriteLine();
    }

    private static string Sides(SearchHit hit) => hit.Ranks.Count == 0 ? "" : $" ({string.Join(", ", hit.Ranks.OrderBy(side => side.Key, StringComparer.Ordinal).Select(side => $"{side.Key} #{side.Value.ToString(CultureInfo.InvariantCulture)}"))})";

    private static void WriteExplanation(Terminal terminal, ScoreExplanation explanation, int depth)
    {
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new string(' ', 2 * depth + 1)}{explanation.Value:0.0000} = {PrintableText.OneLine(explanation.Description)}"));
        foreach (var part in explanation.Parts) WriteExplanation(terminal, part, depth + 1);
    }
}
