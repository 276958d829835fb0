using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Models.Chat;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Dataset;

/// <summary>Options that all training sets share, and the writing of one.</summary>
internal sealed class TrainingOptions
{
    private const string Shuffle = "shuffle";
    private const string Rank = "rank";
    private const string Reorder = "hard_negative";

    private readonly Option<string?> _dataset = new("--dataset") { Description = "Folder of a QA set (qa.jsonl or qa/SPLIT.jsonl, and corpus.jsonl or documents.jsonl), plain or gzip; it is read into a throw-away store, with --data looked up in that one.", HelpName = "QA" };
    private readonly Option<string?> _questions = new("--questions") { Description = "Questions about a collection that is stored: JSON lines with question, answer or answers and, where known, doc or source (of a document) and _id.", HelpName = "FILE" };
    private readonly Option<string?> _split = new("--split") { Description = "File of the folder qa, or value of the questions' field 'split'.", HelpName = "NAME" };
    private readonly Option<string?> _retriever = QuestionOptions.Retriever();
    private readonly Option<int?> _passages;
    private readonly int _usualPassages;
    private readonly Option<string> _order;
    private readonly Option<int> _seed = new("--seed") { Description = "Another seed shuffles otherwise.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _limit = new("--limit") { Description = "Use only so many questions, spread evenly over the set.", HelpName = "N" };
    private readonly Option<bool> _reasoning = new("--reasoning") { Description = "The answer is preceded by which documents are relevant and why: by --model, or stated with quotes where none is named." };
    private readonly Option<string?> _model = new("--model") { Description = "Chat model that writes the reasoning; it is shown the answer, and what it writes is checked.", HelpName = "NAME" };
    private readonly Option<string?> _journal = new("--journal") { Description = "Keep each reasoning of --model in FILE as it is written, and go on from there when the same command is given again.", HelpName = "FILE" };
    private readonly Option<string?> _file = new("--file") { Description = "Where to write (default: standard output); gzip where the name ends in .gz.", HelpName = "FILE" };

    /// <param name="passages">Passages of an example where nothing else is asked for.</param>
    /// <param name="order">Their order where nothing else is asked for.</param>
    private TrainingOptions(int passages, string order)
    {
        _usualPassages = passages;
        _passages = new Option<int?>("--passages", "-k") { Description = $"Passages of an example (default: {passages}).", HelpName = "K" };
        _order = new Option<string>("--order") { Description = "shuffle (by the seed), rank (as found), or hard_negative (the best at both ends).", HelpName = "HOW", DefaultValueFactory = _ => order };
        _order.AcceptOnlyFromAmong(Shuffle, Rank, Reorder);
    }

    /// <summary>Examples with gold passages and negatives, shuffled.</summary>
    public static TrainingOptions ForNegatives() => new(10, Shuffle);

    /// <summary>Examples with what is retrieved, by rank; 40 passages as in the paper.</summary>
    public static TrainingOptions ForTuning() => new(40, Rank);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_dataset, _questions, _split, _retriever, _passages, _order, _seed, _limit, _reasoning, _model, _journal, _file]) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_passages) is < 1 or > 1000) result.AddError("--passages is 1 to 1000.");
            if (result.GetValue(_limit) is < 1) result.AddError("--limit is at least 1.");
            if (result.GetValue(_model) is not null && !result.GetValue(_reasoning)) result.AddError("--model writes reasoning: give --reasoning too.");
            if (result.GetValue(_journal) is not null && result.GetValue(_model) is null) result.AddError("--journal keeps what a model writes: give --model too.");
        });
    }

    /// <summary>Writes an example for each question that <paramref name="choose"/> finds passages for.</summary>
    public async Task<int> WriteAsync(Invocation invocation, Func<TrainingSource, QaQuestion, int, CancellationToken, Task<ChosenPassages?>> choose, CancellationToken cancellationToken)
    {
        var file = invocation.Get(_file);
        foreach (var path in new[] { file, invocation.Get(_journal) }) WrittenFile.CheckFolder(path);
        using var model = invocation.Get(_model) is { } name ? ChatModelNames.Of(invocation.Settings, name) : null;
        using var journal = model is null ? null : Journals.Open(invocation, _journal, JournalOf(invocation, model), TrainingJson.Compact.KeptLabel, label => label.Key);
        var labels = invocation.Get(_reasoning) ? new ReasoningLabels(model, journal, invocation.Terminal.Note) : null;
        await using var source = await TrainingSource.OpenAsync(invocation, invocation.Get(_dataset), invocation.Get(_questions), invocation.Get(_split), invocation.Get(_retriever), cancellationToken);
        using var writer = file is null ? null : new WrittenFile(file);
        try
        {
            var written = await WriteAsync(invocation, source, labels, (question, token) => choose(source, question, invocation.Get(_passages) ?? _usualPassages, token), writer, cancellationToken);
            writer?.Keep();
            var by = labels is null ? "" : model is null ? "; reasoning stated without a model" : $"; reasoning of {labels.ByModel} by the model, {labels.Refused} stated without it{(labels.FromJournal > 0 ? $" ({labels.FromJournal} from the journal)" : "")}";
            invocation.Terminal.Note(written + by);
            return ExitCode.Done;
        }
        catch (LongRagException failure) when (Left(invocation, labels, journal) is { } left)
        {
            throw new LongRagException(failure.Code, $"{failure.Message} ({left})", failure);
        }
        catch (OperationCanceledException) when (Left(invocation, labels, journal) is { } left)
        {
            invocation.Terminal.Note(left);
            throw;
        }
    }

    /// <summary>Writes the lines, and says how many there are.</summary>
    private async Task<string> WriteAsync(
        Invocation invocation, TrainingSource source, ReasoningLabels? labels, Func<QaQuestion, CancellationToken, Task<ChosenPassages?>> choose, WrittenFile? writer, CancellationToken cancellationToken)
    {
        var (order, seed) = (invocation.Get(_order), invocation.Get(_seed));
        var retriever = invocation.Get(_retriever) ?? RetrieverNames.Choose(null, invocation.Settings.Retrieval).Name;
        var (written, withGold, unanswered, without) = (0, 0, 0, 0);
        foreach (var question in Spread(source.Questions, invocation.Get(_limit)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (question.IsUnanswerable || question.Answers.Count == 0)
            {
                unanswered++;
                continue;
            }

            if (await choose(question, cancellationToken) is not { } chosen)
            {
                without++;
                continue;
            }

            var passages = Ordered(chosen.Passages, question.Id, order, seed);
            var example = new TrainingExample { Question = question, Passages = passages, Gold = [.. Enumerable.Range(1, passages.Count).Where(place => chosen.Gold.Contains(passages[place - 1].Id))] };
            var line = TrainingJson.LineOf(example, labels is null ? null : await labels.OfAsync(example, cancellationToken), retriever, order, seed);
            if (writer is null) TrainingJson.Write(invocation.Terminal.Out, line);
            else writer.Append(output => TrainingJson.Write(output, line));
            written++;
            if (example.Gold.Count > 0) withGold++;
        }

        return $"{written} examples, {withGold} with a gold passage; left out: {unanswered} questions without an answer, {without} without passages to learn from";
    }

    /// <summary>What a label is of: with another set or model it is another. What the model was shown is told by each label's key.</summary>
    private string JournalOf(Invocation invocation, ChatModel model)
    {
        var set = invocation.Get(_dataset) ?? invocation.Get(_questions) ?? "";
        return $"dataset reasoning, {Path.GetFileName(Path.TrimEndingDirectorySeparator(set))}, {invocation.Get(_split) ?? "all"}, {model.Profile.Name} {model.Profile.Fingerprint}";
    }

    /// <summary>What is left of the model's work where the command ends too early; null where there was none.</summary>
    private string? Left(Invocation invocation, ReasoningLabels? labels, Journal<KeptLabel>? journal) => (journal?.Count ?? labels?.Asked ?? 0) switch
    {
        0 => null,
        var count when journal is not null => $"labels kept in {invocation.Get(_journal)}: {count}; the same command goes on from there",
        var count => $"labels written before: {count}; with --journal FILE they would be kept for the same command",
    };

    private static IReadOnlyList<QaQuestion> Spread(IReadOnlyList<QaQuestion> questions, int? limit) =>
        limit is { } most && most < questions.Count ? [.. Enumerable.Range(0, most).Select(i => questions[(int)((long)i * questions.Count / most)])] : questions;

    private static IReadOnlyList<TrainingPassage> Ordered(IReadOnlyList<TrainingPassage> passages, string question, string order, int seed) => order switch
    {
        Shuffle => TrainingExample.Shuffled(passages, question, seed),
        Reorder => new HardNegativeOrder().Order(passages),
        _ => passages,
    };
}

/// <summary>Passages for an example, best first, and the ids of those that answer.</summary>
internal sealed record ChosenPassages(IReadOnlyList<TrainingPassage> Passages, IReadOnlySet<string> Gold);
