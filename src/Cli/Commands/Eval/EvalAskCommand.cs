using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record AskEvaluation(
    string Dataset, string Split, string Mode, string Generator, int Questions, Dictionary<string, double> Metrics, Dictionary<string, double> WrittenBy, Dictionary<string, double> Notes, Dictionary<string, double> TimingsMs);

internal sealed record AskRow(
    string Id, string Question, string? Document, IReadOnlyList<string> Answers, string Answer, string? NoAnswerReason, string? Generator, IReadOnlyList<string> Notes, int UnsupportedSentences, IReadOnlyList<AskQuote> Quotes, Dictionary<string, double> Metrics, IReadOnlyDictionary<string, double> TimingsMs);

internal sealed record AskQuote(string Document, int StartChar, int EndChar, string Text);

/// <summary>A question that was asked.</summary>
/// <param name="Row">What was answered.</param>
/// <param name="Check">What is measured of it.</param>
internal sealed record AskedQuestion(AskRow Row, AnswerCheck Check);

/// <summary><c>longrag eval ask</c>: answers to a QA set, checked against its gold answers and their places.</summary>
internal static class EvalAskCommand
{
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var dataset = new Option<string>("--dataset") { Description = "Folder of a QA set (qa.jsonl or qa/SPLIT.jsonl, and corpus.jsonl or documents.jsonl), or one file of questions beside its documents; plain or gzip.", HelpName = "QA", Required = true };
        var split = new Option<string?>("--split") { Description = "File of the folder qa (dev for dev-v1.1.jsonl.gz), or value of the questions' field 'split' (default: all of one file).", HelpName = "NAME" };
        var limit = new Option<int?>("--limit") { Description = "Ask only so many questions, spread evenly over the set.", HelpName = "N" };
        var given = new Option<bool>("--given-paragraph") { Description = "Give each question its gold document instead of searching for it." };
        var evidence = new Option<string?>("--evidence") { Description = "gold: as --given-paragraph; retrieved: search (the default).", HelpName = "gold|retrieved" };
        evidence.AcceptOnlyFromAmong("gold", "retrieved");
        var only = new Option<string?>("--only") { Description = "Ask only the questions of this file: an id a line, or JSON lines with the field _id; plain or gzip.", HelpName = "FILE" };
        var within = new Option<bool>("--within-document") { Description = "Search in the question's own document alone (meetings, books)." };
        var top = new Option<int?>("--top", "-k") { Description = "Passages to answer from (default: Generation:Candidates of the configuration, 20)." };
        var retriever = QuestionOptions.Retriever();
        var generator = GeneratorOptions.Option();
        var sentences = GeneratorOptions.Sentences();
        var mode = GeneratorOptions.Mode();
        var modelOnly = GeneratorOptions.ModelOnly();
        var kept = Journals.Option();
        var rows = new Option<string?>("--rows") { Description = "Write a JSON line for each question: answer, quotes, measures.", HelpName = "FILE" };
        var command = new Command("ask", """
            Answer the questions of a QA set and check the answers without a judge: whether the quotes hold a gold answer, how precise and complete the citations are, EM and F1, and how often no answer is given.
            The documents are read into a throw-away store; with --data they are looked up in that one, by their ids as sources.

              longrag eval ask --dataset squad --split dev --given-paragraph --sentences 1
              longrag eval ask --dataset squad --split dev --limit 1000 --output json --rows rows.jsonl
              longrag eval ask --dataset covidqa --within-document
              longrag eval ask --dataset squad --split dev --evidence gold --generator model.gguf --mode bare --model-only
            """) { dataset, split, limit, only, given, evidence, within, top, retriever, generator, mode, modelOnly, sentences, rows, kept };
        return command.Does(async (invocation, cancellationToken) =>
        {
            if (invocation.Get(limit) is < 1 || invocation.Get(top) is < 1) throw new LongRagException("bad_argument", "--limit and --top are at least 1.");
            var isGiven = invocation.Get(given) || invocation.Get(evidence) is "gold";
            if (invocation.Get(given) && invocation.Get(evidence) is "retrieved") throw new LongRagException("bad_argument", "--given-paragraph and --evidence retrieved exclude each other.");
            if (isGiven && (invocation.Get(within) || invocation.Get(top) is not null || invocation.Get(retriever) is not null))
                throw new LongRagException("bad_argument", "With the gold paragraph given, nothing is searched: leave --within-document, --top and --retriever out.");
            foreach (var written in new[] { rows, kept }) WrittenFile.CheckFolder(invocation.Get(written));
            var set = QaSet.Open(invocation.Get(dataset), invocation.Get(split));
            var questions = Spread(invocation.Get(only) is { } ids ? QuestionIds.Only(set, ids) : set.Questions, invocation.Get(limit));
            if ((isGiven || invocation.Get(within)) && questions.FirstOrDefault(q => q.Document is null) is { } homeless)
                throw new LongRagException("bad_input", $"The question '{homeless.Id}' names no document (doc).");
            var named = invocation.Get(generator);
            using var opened = GeneratorOptions.Open(named, invocation.Settings, new GeneratorChoice(invocation.Get(mode), invocation.Get(sentences), FallsBack: !invocation.Get(modelOnly)));
            await using IAnswerSource source = isGiven
                ? new GivenAnswers(set, opened.Generator, isFreeText: invocation.Get(modelOnly))
                : await SearchedAnswers.OpenAsync(invocation, set, opened.Generator, new SearchedOptions(invocation.Get(top), invocation.Get(retriever), invocation.Get(within)), cancellationToken);
            using var writer = invocation.Get(rows) is { } file ? new WrittenFile(file) : null;
            var of = Journals.Hash(invocation.Settings.Generation, invocation.Settings.Retrieval, opened.Model?.Profile, invocation.Get(mode), invocation.Get(sentences), invocation.Get(modelOnly), invocation.Get(top), invocation.Get(retriever));
            using var journal = Journals.Open(invocation, kept, $"eval ask, {set.Name}, {set.Split}, {source.Mode}, {Path.GetFileName(named)} {of}", EvalJson.Compact.AskedQuestion, entry => entry.Row.Id);
            var asked = await AskAllAsync(invocation.Terminal, questions, source, journal, cancellationToken);
            foreach (var (row, _) in asked) writer?.Append(file => EvalJson.Write(file, row, isIndented: false));
            writer?.Keep();
            Write(invocation.Terminal, Evaluate(set, source.Mode, named, asked));
            return ExitCode.Done;
        });
    }

    private static IReadOnlyList<QaQuestion> Spread(IReadOnlyList<QaQuestion> questions, int? limit) =>
        limit is { } most && most < questions.Count ? [.. Enumerable.Range(0, most).Select(i => questions[(int)((long)i * questions.Count / most)])] : questions;

    private static async Task<IReadOnlyList<AskedQuestion>> AskAllAsync(Terminal terminal, IReadOnlyList<QaQuestion> questions, IAnswerSource source, Journal<AskedQuestion>? journal, CancellationToken cancellationToken)
    {
        var (asked, lastNote) = (new List<AskedQuestion>(questions.Count), Stopwatch.GetTimestamp());
        foreach (var question in questions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            asked.Add(journal?.Find(question.Id) ?? await AskAsync(question, source, journal, cancellationToken));
            if (Stopwatch.GetElapsedTime(lastNote) < BetweenNotes) continue;
            lastNote = Stopwatch.GetTimestamp();
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{asked.Count:N0} of {questions.Count:N0} questions"));
        }

        return asked;
    }

    private static async Task<AskedQuestion> AskAsync(QaQuestion question, IAnswerSource source, Journal<AskedQuestion>? journal, CancellationToken cancellationToken)
    {
        var (answer, gold) = await source.AnswerAsync(question, cancellationToken);
        var check = AnswerCheck.Of(question, gold, answer);
        var found = new AskedQuestion(Row(question, answer, check), check);
        // A model that failed is asked again.
        if (!found.Row.Notes.Contains("model_failed", StringComparer.Ordinal)) journal?.Add(found);
        return found;
    }

    private static AskEvaluation Evaluate(QaSet set, string mode, string generator, IReadOnlyList<AskedQuestion> asked)
    {
        var timings = new StageTimes();
        var (writers, notes) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var (row, _) in asked)
        {
            timings.Add(row.TimingsMs);
            if (row.Generator is { } by) writers[by] = writers.GetValueOrDefault(by) + 1.0 / asked.Count;
            foreach (var note in row.UnsupportedSentences > 0 ? row.Notes.Append("unsupported_sentences") : row.Notes) notes[note] = notes.GetValueOrDefault(note) + 1.0 / asked.Count;
        }

        return new AskEvaluation(set.Name, set.Split, mode, generator, asked.Count, AnswerAverages.Of([.. asked.Select(entry => entry.Check)]), writers, notes, timings.Summary());
    }

    private static AskRow Row(QaQuestion question, QuotedAnswer answer, AnswerCheck check) => new(
        question.Id, question.Text, question.Document, question.Answers, answer.Text, answer.NoAnswerReason, answer.Generator, answer.Notes, answer.UnsupportedSentences, [.. answer.Quotes.Select(q => new AskQuote(q.Document, q.Span.Start, q.Span.End, q.Text))],
        AnswerAverages.Of([check]), answer.TimingsMs);

    private static void Write(Terminal terminal, AskEvaluation evaluated)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, evaluated);
            return;
        }

        terminal.Out.WriteLine($"{evaluated.Dataset}, {evaluated.Split}, {evaluated.Mode}: {evaluated.Questions} questions");
        foreach (var (name, value) in evaluated.Metrics) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {value:0.0000}"));
        foreach (var (name, value) in evaluated.WrittenBy) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"by " + name,-22} {value:0.0000}"));
        foreach (var (name, value) in evaluated.Notes) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {value:0.0000}"));
        foreach (var (name, value) in evaluated.TimingsMs) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {value:0.00} ms"));
    }
}
