using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Models.Chat;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

/// <summary>The options of commands that rank lists which a run gives: which lists, by what ranker.</summary>
internal sealed class GivenLists
{
    private readonly DatasetArguments _dataset = new();
    private readonly Option<string> _first = new("--first") { Description = "The run whose first documents are ranked; plain or gzip.", HelpName = "RUN", Required = true };
    private readonly Option<string> _reranker = new("--reranker") { Description = "What ranks them: a name of the section Rankers of the configuration.", HelpName = "NAME", Required = true };
    private readonly Option<bool> _oracle = new("--oracle") { Description = "In place of the ranker's model a scripted one that knows the judgments: what the ranker makes of a perfect model, and what it costs. It counts tokens by an estimate." };
    private readonly Option<int> _context = new("--oracle-context") { Description = "With --oracle: tokens of its context.", HelpName = "N", DefaultValueFactory = _ => 32_768 };
    private readonly Option<int?> _limit = new("--limit") { Description = "Only the first N queries.", HelpName = "N" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _first, _reranker, _oracle, _context, _limit }) command.Add(option);
        _dataset.AddTo(command);
    }

    /// <summary>Reads data set and run, and opens the ranker.</summary>
    public GivenRanking Open(Invocation invocation)
    {
        if (invocation.Get(_limit) < 1) throw new LongRagException("bad_argument", "--limit is at least 1.");
        if (invocation.Get(_context) < 256) throw new LongRagException("bad_argument", "--oracle-context is at least 256.");
        var first = Run.Read(invocation.Get(_first));
        var set = _dataset.Read(invocation);
        var asked = set.Queries.Where(query => first[query.Id] is not null).Take(invocation.Get(_limit) ?? int.MaxValue).ToList();
        if (asked.Count == 0) throw new LongRagException("empty_set", $"No query of '{set.Name}' is in {invocation.Get(_first)}.");
        var oracle = invocation.Get(_oracle) ? new RankingOracle() : null;
        var model = oracle?.AsModel(invocation.Get(_context));
        var ranker = RankerNames.Of(invocation.Settings, invocation.Get(_reranker), model);
        try
        {
            return new GivenRanking(set, first, asked, ranker, oracle, model, _dataset.RelevanceLevel(invocation));
        }
        catch
        {
            ranker.Dispose();
            throw;
        }
    }
}

/// <summary>Lists that a run gives, with their texts, and the ranker that puts them in order.</summary>
internal sealed class GivenRanking : IDisposable
{
    private readonly Dictionary<string, RetrievalDocument> _documents;
    private readonly OpenRanker _ranker;
    private readonly RankingOracle? _oracle;
    private readonly ChatModel? _model;
    private readonly int _relevance;
    private readonly Run _first;

    public GivenRanking(RetrievalSet set, Run first, IReadOnlyList<RetrievalQuery> queries, OpenRanker ranker, RankingOracle? oracle, ChatModel? model, int relevance)
    {
        (Set, _first, Queries, _ranker, _oracle, _model, _relevance) = (set, first, queries, ranker, oracle, model, relevance);
        var wanted = queries.SelectMany(query => Head(query).Select(entry => entry.Document)).ToHashSet(StringComparer.Ordinal);
        _documents = set.Documents.Where(document => wanted.Contains(document.Id)).ToDictionary(document => document.Id, StringComparer.Ordinal);
        if (wanted.FirstOrDefault(document => !_documents.ContainsKey(document)) is { } missing) throw new LongRagException("bad_input", $"'{set.Name}' holds no document '{missing}', which the run names.");
    }

    public RetrievalSet Set { get; }

    public IReadOnlyList<RetrievalQuery> Queries { get; }

    public Ranker Ranker => _ranker.Ranker;

    /// <summary>Stands for the ranker's settings and its model.</summary>
    public string Fingerprint => Journals.Hash(_ranker.Settings, (_model ?? _ranker.Model)?.Profile);

    /// <summary>The documents of a query that are ranked, in the run's order.</summary>
    public IReadOnlyList<RunEntry> Head(RetrievalQuery query) => [.. _first[query.Id]!.Entries.Take(Ranker.Depth)];

    /// <summary>What stands behind them in the run.</summary>
    public IEnumerable<RunEntry> Rest(RetrievalQuery query) => _first[query.Id]!.Entries.Skip(Ranker.Depth);

    /// <summary>Ranks documents as they are given, with scores that fall from their number.</summary>
    public async Task<(IReadOnlyList<string> Order, RankingReport Report)> RankAsync(RetrievalQuery query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        var passages = documents.Select((document, place) => GivenPassage.Of(document, _documents[document].Title, _documents[document].Text, documents.Count - place)).ToList();
        _oracle?.Teach(passages, [.. documents.Select(document => (double)Set.Qrels[query.Id].GetValueOrDefault(document))]);
        var ranking = await Ranker.RankAsync(new Query { Text = query.Text, Instruction = query.Instruction }.Checked(), passages, cancellationToken);
        return ([.. ranking.Passages.Select(passage => passage.Document.Source)], ranking.Report);
    }

    /// <summary>Scores lists, one a query in the order of <see cref="Queries"/>, each with what stands behind its head.</summary>
    public (Run Run, EvaluatedRun Evaluated) Evaluate(string tag, IReadOnlyList<IReadOnlyList<string>> lists, IReadOnlyList<Measure> measures)
    {
        var run = new Run(tag, Queries.Zip(lists, (query, list) => Falling(query.Id, [.. list, .. Rest(query).Select(entry => entry.Document)])));
        return (run, TrecEval.Evaluate(Set.Qrels, run, measures, new TrecOptions { RelevanceLevel = _relevance }));
    }

    /// <summary>A list whose scores are the number of documents, that less one, and so on to 1.</summary>
    public static RankedList Falling(string query, IReadOnlyList<string> documents) => new(query, [.. documents.Select((document, place) => new RunEntry(document, documents.Count - place))]);

    public void Dispose()
    {
        _ranker.Dispose();
        _model?.Dispose();
    }
}
