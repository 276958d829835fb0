using System.CommandLine;
using System.Globalization;
using LongRag.Evaluation;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

internal sealed record CurveOutput(string Task, string Generator, int Questions, int Documents, IReadOnlyList<int> Positions, Dictionary<string, double[]> Accuracy);

internal sealed record GridOutput(string Task, string Generator, string Order, int Seed, int Samples, IReadOnlyList<int> Lengths, IReadOnlyList<int> Depths, double[][] Accuracy);

/// <summary><c>longrag eval position</c>: whether an answer is found wherever it stands.</summary>
internal static class EvalPositionCommand
{
    private const string MultiDoc = "multidoc";
    private const string Needle = "needle";
    private const string KeyValue = "kv";
    private const string Original = "original";
    private const string Reordered = "reordered";
    private const string Reversed = "reversed";
    private const string Both = "both";
    private const string All = "all";
    private const int MadeSentences = 5000;

    public static Command Create()
    {
        var task = new Option<string>("--task") { Description = "multidoc: questions with a gold document among others; needle: a sentence hidden in filler; kv: a value hidden in a JSON object.", HelpName = "NAME", DefaultValueFactory = _ => MultiDoc };
        task.AcceptOnlyFromAmong(MultiDoc, Needle, KeyValue);
        var dataset = new Option<string?>("--dataset") { Description = "multidoc: folder with multidoc.jsonl and corpus.jsonl, plain or gzip.", HelpName = "DIR" };
        var documents = new Option<int>("--documents") { Description = "multidoc: documents a question, the gold one among them.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var positions = new Option<string>("--positions") { Description = "multidoc: places of the gold document by rank, from 0.", HelpName = "N,N", DefaultValueFactory = _ => "0,4,9,14,19" };
        var lengths = new Option<string>("--lengths") { Description = "needle: words of filler; kv: pairs.", HelpName = "N,N" };
        var depths = new Option<string>("--depths") { Description = "needle, kv: where it is hidden, in per cent.", HelpName = "N,N", DefaultValueFactory = _ => "0,25,50,75,100" };
        var samples = new Option<int>("--samples") { Description = "needle, kv: questions in each cell.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "needle, kv: another seed makes other questions.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var filler = new Option<string?>("--filler") { Description = "needle: a text to take the filler's sentences from (default: made ones).", HelpName = "FILE" };
        var order = new Option<string>("--order") { Description = "original; reordered: the best at both ends and the weakest in the middle; reversed: the best last; both: the first two; all (multidoc).", HelpName = "NAME" };
        order.AcceptOnlyFromAmong(Original, Reordered, Reversed, Both, All);
        var firstLine = new Option<bool>("--first-line") { Description = "Only the first line of an answer counts, as in the script of \"Lost in the Middle\"." };
        var generator = GeneratorOptions.Option();
        var mode = GeneratorOptions.Mode();
        var modelOnly = GeneratorOptions.ModelOnly();
        var sentences = GeneratorOptions.Sentences();
        var limit = new Option<int?>("--limit") { Description = "multidoc: ask only so many questions, the first ones.", HelpName = "N" };
        var command = new Command("position", """
            See whether a generator finds an answer wherever it stands: the share of answers that hold a gold answer (best_subspan_em).

              longrag eval position --dataset nq-multidoc --generator scripted-ends --order both
              longrag eval position --dataset nq-multidoc --generator model.gguf --mode bare --order all
              longrag eval position --task needle --lengths 1000,4000,16000 --depths 0,25,50,75,100 --output json
              longrag eval position --task kv --lengths 75,140,300
            """) { task, dataset, documents, positions, lengths, depths, samples, seed, filler, order, firstLine, limit, generator, mode, modelOnly, sentences };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var named = invocation.Get(generator);
            if (invocation.Get(limit) is < 1) throw new LongRagException("bad_argument", "--limit is at least 1.");
            using var opened = GeneratorOptions.Open(named, invocation.Settings, new GeneratorChoice(invocation.Get(mode), invocation.Get(sentences), FallsBack: !invocation.Get(modelOnly)));
            var trials = new PositionTrials(opened.Generator, EstimatedTokenCounter.Instance, invocation.Get(firstLine), isFreeText: invocation.Get(modelOnly));
            var kind = invocation.Get(task);
            if (kind is MultiDoc)
            {
                var folder = invocation.Get(dataset) ?? throw new LongRagException("bad_argument", "Name the folder of the questions with --dataset.");
                var places = Numbers(invocation.Get(positions), "--positions", 0, int.MaxValue);
                var questions = MultiDocSet.Open(folder);
                if (invocation.Get(limit) is { } most && most < questions.Count) questions = [.. questions.Take(most)];
                var accuracy = new Dictionary<string, double[]>(StringComparer.Ordinal);
                foreach (var (name, by) in Orders(invocation.Get(order) ?? Both))
                {
                    accuracy[name] = new double[places.Count];
                    for (var i = 0; i < places.Count; i++) accuracy[name][i] = await trials.MultiDocAsync(questions, invocation.Get(documents), places[i], by, cancellationToken);
                }

                PositionTable.Write(invocation.Terminal, new CurveOutput(kind, named, questions.Count, invocation.Get(documents), places, accuracy));
                return ExitCode.Done;
            }

            if (Orders(invocation.Get(order) ?? Original) is not [var (orderName, only)]) throw new LongRagException("bad_argument", "A grid has one order: original, reordered or reversed.");
            var sizes = Numbers(invocation.Get(lengths) ?? (kind is Needle ? "1000,2000,4000,8000" : "25,75,140,300"), "--lengths", 1, 10_000_000);
            var deep = Numbers(invocation.Get(depths), "--depths", 0, 100);
            if (invocation.Get(samples) < 1) throw new LongRagException("bad_argument", "--samples is at least 1.");
            var text = kind is Needle ? invocation.Get(filler) is { } file ? FillerText.Of(file) : FillerText.Made(MadeSentences, invocation.Get(seed)) : [];
            var grid = new double[sizes.Count][];
            for (var row = 0; row < sizes.Count; row++)
            {
                grid[row] = new double[deep.Count];
                for (var column = 0; column < deep.Count; column++)
                {
                    var cell = Enumerable.Range(0, invocation.Get(samples)).Select(sample => kind is Needle
                        ? NeedleHaystack.Make(text, sizes[row], deep[column], invocation.Get(seed), sample)
                        : KeyValueHaystack.Make(sizes[row], deep[column], invocation.Get(seed), sample)).ToList();
                    grid[row][column] = await trials.HaystackAsync(cell, only, cancellationToken);
                }
            }

            PositionTable.Write(invocation.Terminal, new GridOutput(kind, named, orderName, invocation.Get(seed), invocation.Get(samples), sizes, deep, grid));
            return ExitCode.Done;
        });
    }

    private static List<(string Name, IEvidenceOrder Order)> Orders(string name)
    {
        var orders = new List<(string, IEvidenceOrder)>();
        if (name is Original or Both or All) orders.Add((Original, new RankOrder()));
        if (name is Reordered or Both or All) orders.Add((Reordered, new HardNegativeOrder()));
        if (name is Reversed or All) orders.Add((Reversed, new ReversedOrder()));
        return orders;
    }

    private static List<int> Numbers(string list, string option, int least, int most)
    {
        var numbers = new List<int>();
        foreach (var part in list.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
                throw new LongRagException("bad_argument", $"'{part}' of {option} is no whole number of at least {least}{(most == int.MaxValue ? "" : $" and at most {most}")}.");
            numbers.Add(number);
        }

        return numbers;
    }
}
