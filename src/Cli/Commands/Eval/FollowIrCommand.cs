using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Retrievers.Lexical;

namespace LongRag.Cli.Commands.Eval;

internal sealed record FollowIrOutput(
    string Dataset, string Retriever, string Level, string Pool, int Pairs, Dictionary<string, FollowIrVariant> Variants, TimingsOutput TimingsMs, string? Runs, long Documents);

/// <summary>The scores over one kind of candidates: of all pairs, and of each kind of change apart.</summary>
internal sealed record FollowIrVariant(int Distractors, FollowIrScore All, Dictionary<string, FollowIrScore> Kinds);

/// <summary><c>longrag eval followir</c>: whether a retriever follows a changed instruction.</summary>
internal static class FollowIrCommand
{
    private const int Depth = 1000;

    public static Command Create()
    {
        var retriever = new RetrieverArguments();
        var dataset = new Option<string>("--dataset") { Description = "Folder with corpus.jsonl, queries.jsonl and judgments, in either form (see above); plain or gzip.", HelpName = "DIR", Required = true };
        var split = new Option<string>("--split") { Description = "Judgments in MTEB's form, qrels/SPLIT.tsv.", HelpName = "NAME", DefaultValueFactory = _ => "test" };
        var pool = new Option<string?>("--pool") { Description = "Candidates of a pair: its judged documents, or those that a run has for it (default: the set's top_ranked, else judged).", HelpName = "judged|RUN" };
        var distractors = new Option<int>("--distractors") { Description = "Documents of other topics, nearest to the query by BM25, added to each pair in the second variant; 0 for no such variant.", HelpName = "N", DefaultValueFactory = _ => 200 };
        var limit = new Option<int?>("--limit") { Description = "Only the first N pairs.", HelpName = "N" };
        var runs = new Option<string?>("--runs") { Description = "Folder for the runs: VARIANT.og.trec.gz and VARIANT.changed.trec.gz.", HelpName = "DIR" };
        var command = new Command("followir", """
            Measure whether a retriever follows a changed instruction (FollowIR): each query is asked with its original and with its changed instruction over the same candidates.

            Every candidate is ranked; those that share no word with the query stand at the end.
            Printed: MAP@1000 and nDCG@5 of the original run, of the changed run under the changed judgments, and p-MRR between the two (-1 against the instruction, 0 blind to it, 1 with it; and x 100).
            A set is corpus.jsonl, queries.jsonl with metadata.instruction_og and instruction_changed, qrels/og and qrels/changed; or MTEB's: queries q-og and q-changed, instruction.jsonl, qrels/test, qrel_diff, top_ranked.

              longrag eval followir --dataset reuters-instruct --retriever bm25
            """) { dataset, split, pool, distractors, limit, runs };
        retriever.AddTo(command);
        return command.Does(async (invocation, cancellationToken) =>
        {
            if (invocation.Get(distractors) < 0 || invocation.Get(limit) < 1) throw new LongRagException("bad_argument", "--distractors is at least 0, and --limit at least 1.");
            var choice = retriever.Checked(invocation);
            using var reranker = retriever.Reranker(invocation);
            var name = reranker is null ? choice.Name : $"{choice.Name}+{reranker.Ranker.Name}";
            var folder = invocation.Get(runs);
            WrittenFile.CheckFolder(folder);
            var set = InstructionSetReader.Read(invocation.Get(dataset), invocation.Get(split));
            var whole = set;
            set = set with { Pairs = [.. set.Pairs.Take(invocation.Get(limit) ?? int.MaxValue)] };
            var (poolName, candidates) = PoolOf(invocation.Get(pool), set);
            await using var corpus = await EvaluationCorpus.OpenAsync(invocation, set.Documents, retriever.Level(invocation), cancellationToken);
            var added = invocation.Get(distractors) > 0 ? await NearestAsync(corpus, whole, invocation.Get(distractors), invocation, cancellationToken) : null;
            using var retrieved = await corpus.RankingAsync(choice, retriever.Level(invocation), retriever.OneVector(invocation), retriever.Vectors(invocation), cancellationToken);
            var ranking = reranker is null ? retrieved : corpus.Reranked(retrieved, reranker.Ranker);
            var queries = new RankedQueries(ranking, corpus.Collection, Depth, invocation.Terminal);
            var variants = new Dictionary<string, FollowIrVariant>(StringComparer.Ordinal);
            await MeasureAsync(poolName, 0, candidates);
            if (added is not null) await MeasureAsync("distractors", invocation.Get(distractors), pair => candidates(pair).Concat(added[pair.Topic]).ToHashSet(StringComparer.Ordinal));
            if (ranking is RerankedDocuments reranked) invocation.Terminal.Note(RankingOutput.Of(reranker!.Ranker.Name, reranked.Reports).ToString());
            Write(invocation.Terminal, new FollowIrOutput(set.Name, name, retriever.LevelName(invocation), poolName, set.Pairs.Count, variants, TimingsOutput.Of(corpus, queries.Milliseconds), folder, corpus.Documents));
            return ExitCode.Done;

            async Task MeasureAsync(string variant, int count, Func<InstructionPair, IReadOnlySet<string>> candidatesOf)
            {
                var scopes = set.Pairs.Select(pair => QueryScope.All with { Candidates = candidatesOf(pair) }).ToList();
                var original = await RankAsync(pair => pair.Original);
                var changed = await RankAsync(pair => pair.Changed);
                if (folder is not null)
                {
                    Directory.CreateDirectory(folder);
                    RunWriter.Write(Path.Combine(folder, $"{variant}.og.trec.gz"), original);
                    RunWriter.Write(Path.Combine(folder, $"{variant}.changed.trec.gz"), changed);
                }

                var kinds = set.Pairs.Select(pair => pair.Kind).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
                variants[variant] = new FollowIrVariant(
                    count, FollowIr.Score(set, original, changed, _ => true),
                    kinds.ToDictionary(kind => kind, kind => FollowIr.Score(set, original, changed, pair => string.Equals(pair.Kind, kind, StringComparison.Ordinal)), StringComparer.Ordinal));

                async Task<Run> RankAsync(Func<InstructionPair, RetrievalQuery> side)
                {
                    var run = await queries.RunAsync(name, [.. set.Pairs.Zip(scopes, (pair, scope) => (side(pair), scope))], cancellationToken);
                    return new Run(run.Tag, run.Lists.Zip(scopes, (list, scope) => FollowIr.Completed(list, scope.Candidates!)));
                }
            }
        });
    }

    // By topic.
    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> NearestAsync(EvaluationCorpus corpus, InstructionSet set, int count, Invocation invocation, CancellationToken cancellationToken)
    {
        var pools = Distractors.Pools(set);
        var topics = set.Pairs.DistinctBy(pair => pair.Topic, StringComparer.Ordinal).ToList();
        using var ranking = await corpus.RankingAsync(RetrieverNames.Choose(RetrieverNames.Bm25, invocation.Settings.Retrieval), LexicalUnit.Document, oneVector: false, vectors: "", cancellationToken);
        // The whole corpus is ranked: a condition of ten thousand names would take far longer.
        var queries = new RankedQueries(ranking, corpus.Collection, Query.MostTop, invocation.Terminal);
        var run = await queries.RunAsync(RetrieverNames.Bm25, [.. topics.Select(pair => (pair.Original with { Instruction = null }, QueryScope.All))], cancellationToken);
        return topics.Zip(run.Lists).ToDictionary(topic => topic.First.Topic, topic => Distractors.Nearest(pools[topic.First.Topic], topic.Second, count), StringComparer.Ordinal);
    }

    private static (string Name, Func<InstructionPair, IReadOnlySet<string>> Candidates) PoolOf(string? pool, InstructionSet set)
    {
        if (pool is null && set.Candidates is { } given)
        {
            if (set.Pairs.FirstOrDefault(pair => !given.ContainsKey(pair.Id)) is { } missing) throw new LongRagException("bad_input", $"top_ranked of '{set.Name}' has no candidates for '{missing.Id}'; --pool judged takes the judged documents.");
            return ("top_ranked", pair => given[pair.Id].ToHashSet(StringComparer.Ordinal));
        }

        if (pool is null or "judged") return ("judged", set.Judged);
        var run = Run.Read(pool);
        var lists = set.Pairs.ToDictionary(pair => pair.Id, pair => run[pair.Original.Id] ?? run[pair.Id] ?? throw new LongRagException("bad_input", $"{pool}: it has no list for '{pair.Original.Id}' or '{pair.Id}'"), StringComparer.Ordinal);
        return ("run", pair => lists[pair.Id].Entries.Select(entry => entry.Document).ToHashSet(StringComparer.Ordinal));
    }

    private static void Write(Terminal terminal, FollowIrOutput output)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, output);
            return;
        }

        terminal.Out.WriteLine($"{PrintableText.OneLine(output.Dataset)}: {output.Retriever} by {output.Level}, {output.Pairs} pairs");
        terminal.Out.WriteLine("candidates   pairs          n   MAP@1000   nDCG@5   changed: MAP@1000   nDCG@5    p-MRR   x 100");
        foreach (var (name, variant) in output.Variants)
            foreach (var (kind, score) in variant.Kinds.Prepend(KeyValuePair.Create("all", variant.All)))
                terminal.Out.WriteLine(FormattableString.Invariant($"{name,-12} {kind,-10} {score.Pairs,5}   {Value(score.Original, "map_cut_1000"),8}   {Value(score.Original, "ndcg_cut_5"),6}   {Value(score.Changed, "map_cut_1000"),17}   {Value(score.Changed, "ndcg_cut_5"),6}   {score.PMrr,6:0.0000}   {score.PMrrX100,5:0.00}"));
        terminal.Note(output.TimingsMs.ToString());
    }

    private static string Value(IReadOnlyDictionary<string, double> values, string name) => values.TryGetValue(name, out var value) ? FormattableString.Invariant($"{value:0.0000}") : "-";
}
