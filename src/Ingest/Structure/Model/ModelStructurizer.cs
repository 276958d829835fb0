using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.AI;

namespace LongRag.Ingest;

/// <summary>
/// Makes a document's tree with a chat model, as StruXGPT's version 2 does: the model is shown numbered sentences and returns ranges of them, which are checked and tile the text or are not used.
/// Sections with a heading of the author's stay; text between two of them that is long is divided. The text never changes, and passages of sections that are not divided anew stay as they are.
/// </summary>
public sealed class ModelStructurizer
{
    private const string Mark = ";structure=";

    private readonly SliceAsker _asker;
    private readonly StructureAnswers _answers;
    private readonly ModelStructureOptions _options;
    private readonly string _key;
    private readonly Lock _gate = new();

    /// <param name="client">The model.</param>
    /// <param name="tokens">Counts as the model does.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="answers">What is known already; answers are added to it.</param>
    /// <exception cref="LongRagException"><c>context_too_short</c> for a model that no slice fits into.</exception>
    public ModelStructurizer(IChatClient client, ITokenCounter tokens, ModelStructureOptions options, StructureAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Jobs < 1 || options.LongerThan < 1 || options.SliceTokens < 16) throw new ArgumentException("Jobs and LongerThan are at least 1, SliceTokens at least 16.", nameof(options));
        (_options, _answers, Tokens) = (options, answers, tokens);
        _asker = new SliceAsker(client, tokens, options);
        var settings = FormattableString.Invariant($"{options.LongerThan} {_asker.SliceTokens} {options.Merge} {StructurePrompt.Frame}");
        _key = $"{StructureAnswers.KeyOf(options.Model)}.{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(settings)))[..8]}";
    }

    private ITokenCounter Tokens { get; }

    /// <summary>Most tokens of an answer, which the model is told.</summary>
    public int AnswerTokens => _asker.AnswerTokens;

    /// <summary>Whether this model has been through this content of the document with these settings.</summary>
    public bool IsDone(DocumentSummary document)
    {
        ArgumentNullException.ThrowIfNull(document);
        // Only their slices tell which documents have failed ones; those that are known cost nothing.
        return !_options.RetryFailed && (document.ContentHash.EndsWith(Mark + _key, StringComparison.Ordinal) || _answers.IsDone(document.Id, document.ContentHash + Mark + _key));
    }

    /// <summary>The hash of the content alone: a structure by a model does not make a document another one for an ingest.</summary>
    public static string ContentOf(string contentHash)
    {
        ArgumentNullException.ThrowIfNull(contentHash);
        var mark = contentHash.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark < 0 ? contentHash : contentHash[..mark];
    }

    /// <summary>What a document will cost.</summary>
    /// <param name="document">The stored document.</param>
    /// <param name="passages">Its passages, by ordinal.</param>
    /// <param name="passageTokens">Its collection's passage budget.</param>
    public StructureCost Estimate(Document document, IReadOnlyList<Passage> passages, int passageTokens)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(passages);
        var cost = default(StructureCost);
        foreach (var slice in SlicesOf(document, RunsOf(document, BlocksOf(document, passages, passageTokens))).SelectMany(run => run.Slices))
        {
            var isKnown = slice.Sentences.Count < 2 || Known(slice) is not null;
            cost += new StructureCost
            {
                Slices = 1,
                Known = isKnown ? 1 : 0,
                TokensIn = isKnown ? 0 : _asker.FrameTokens + slice.Tokens,
                TokensOut = isKnown ? 0 : AnswerEstimate.TokensFor(slice.Sentences.Count, _asker.AnswerTokens),
            };
        }

        return cost;
    }

    /// <summary>The document with its new tree. What the model answers is kept at once, so that a call that is stopped goes on where it was.</summary>
    /// <param name="document">The stored document.</param>
    /// <param name="passages">Its passages, by ordinal.</param>
    /// <param name="passageTokens">Its collection's passage budget.</param>
    /// <param name="progress">Told of each slice that is done.</param>
    /// <param name="cancellationToken">Stops between slices and while the model writes.</param>
    public async Task<StructuredDocument> StructurizeAsync(Document document, IReadOnlyList<Passage> passages, int passageTokens, IProgress<SliceOutcome>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(passages);
        var blocks = BlocksOf(document, passages, passageTokens);
        var authored = AuthoredStarts(document);
        var runs = SlicesOf(document, RunsOf(document, blocks));
        var tally = new CallTally();
        var answers = await AskAsync([.. runs.SelectMany(run => run.Slices)], tally, progress, cancellationToken);

        var namer = new SectionNamer(document.Text);
        var sections = new ModelSections(document, namer, _options.Merge);
        var answered = runs.Select(run => new AnsweredRun(run.Run, [.. run.Slices.Select(slice => (slice, answers[slice].Structure))])).ToDictionary(run => run.Run.After);
        var undivided = document.Sections.Where(s => s.Origin is SectionOrigin.Induced or SectionOrigin.Model && !runs.Any(run => run.Run.Span.Start <= s.Span.Start && s.Span.Start < run.Run.Span.End)).ToList();
        var starts = new List<SectionStart>();
        var kept = 0;
        for (var i = -1; i < authored.Count; i++)
        {
            if (i >= 0) starts.Add(authored[i]);
            var end = i + 1 < authored.Count ? authored[i + 1].Start : int.MaxValue;
            for (; kept < undivided.Count && undivided[kept].Span.Start < end; kept++)
                starts.Add(new SectionStart(undivided[kept].Span.Start, undivided[kept].Level, undivided[kept].Heading, undivided[kept].HeadingSpan, undivided[kept].Origin));
            if (answered.TryGetValue(i, out var run)) starts.AddRange(sections.Divide(run));
        }

        var tree = SectionTree.Build(document.Title, document.Text.Length, namer.Name(starts));
        var isChanged = answered.Values.Any(run => run.IsByModel) && !tree.SequenceEqual(document.Sections);
        var structured = document with { Sections = tree, ContentHash = ContentOf(document.ContentHash) + Mark + _key };
        return new StructuredDocument
        {
            Entry = isChanged ? new CorpusEntry(structured, Recut(structured, document, passages, blocks, passageTokens)) : new CorpusEntry(document, passages),
            IsChanged = isChanged,
            Slices = [.. runs.SelectMany(r => r.Slices).Select(slice => OutcomeOf(answers[slice]))],
            Calls = tally.Calls,
            TokensIn = tally.TokensIn,
            TokensOut = tally.TokensOut,
        };
    }

    /// <summary>Remembers that nothing of a document is to be stored, so that it is not looked at again.</summary>
    internal void MarkDone(Document document)
    {
        lock (_gate) _answers.MarkDone(document.Id, document.ContentHash + Mark + _key);
    }

    private static List<SectionStart> AuthoredStarts(Document document) =>
        [.. document.Sections.Where(s => s.Origin == SectionOrigin.Authored).Select(s => new SectionStart(s.Span.Start, s.Level, s.Heading, s.HeadingSpan, s.Origin))];

    // Passages are cut by the estimate, in an ingest as here.
    private static IReadOnlyList<Block> BlocksOf(Document document, IReadOnlyList<Passage> passages, int passageTokens) => StoredBlocks.Of(document, passages, EstimatedTokenCounter.Instance, passageTokens);

    private IReadOnlyList<TextRun> RunsOf(Document document, IReadOnlyList<Block> blocks) => TextRun.Of(document, AuthoredStarts(document), blocks, EstimatedTokenCounter.Instance, _options.LongerThan);

    private List<(TextRun Run, IReadOnlyList<TextSlice> Slices)> SlicesOf(Document document, IReadOnlyList<TextRun> runs) => [.. runs.Select(run => (run, TextSlice.Of(document.Text, run, Tokens, _asker.SliceTokens)))];

    // Another prompt is another question.
    private static string AskedOf(TextSlice slice) => $"{StructurePrompt.Frame}\n{slice.Lines}";

    private SliceAnswer? Known(TextSlice slice)
    {
        SliceAnswer? known;
        lock (_gate) known = _answers.Find(AskedOf(slice));
        if (known is { Structure: { } structure } && !RangeAnswer.Tiles(structure, slice.Sentences.Count)) return null;
        return known is { Structure: null } && _options.RetryFailed ? null : known;
    }

    private async Task<Dictionary<TextSlice, SliceAnswer>> AskAsync(IReadOnlyList<TextSlice> slices, CallTally tally, IProgress<SliceOutcome>? progress, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<TextSlice, SliceAnswer>(ReferenceEqualityComparer.Instance);
        await Parallel.ForEachAsync(slices, new ParallelOptions { MaxDegreeOfParallelism = _options.Jobs, CancellationToken = cancellationToken }, async (slice, token) =>
        {
            var answer = Known(slice);
            if (answer is null)
            {
                answer = await _asker.AskAsync(slice, token);
                tally.Add(answer);
                lock (_gate)
                    if (answer.Tries > 0) _answers.Add(AskedOf(slice), answer);
            }

            lock (answers) answers[slice] = answer;
            progress?.Report(OutcomeOf(answer));
        });
        return answers;
    }

    private static SliceOutcome OutcomeOf(SliceAnswer answer) =>
        answer.Structure is null ? SliceOutcome.FellBack : answer.Tries > 1 ? SliceOutcome.Retried : answer.IsRepaired ? SliceOutcome.Repaired : SliceOutcome.Accepted;

    /// <summary>Passages along the new tree: where a section's own text is that of an old one, its passages stay as they were cut from the document's blocks as read.</summary>
    private static IReadOnlyList<Passage> Recut(Document structured, Document stored, IReadOnlyList<Passage> passages, IReadOnlyList<Block> blocks, int passageTokens)
    {
        var spans = passages.ToLookup(p => p.Section, p => p.Span);
        var old = new Dictionary<TextSpan, IReadOnlyList<TextSpan>>();
        foreach (var section in stored.Sections)
            old.TryAdd(PassageCutter.OwnText(stored, section), [.. spans[section.Ordinal]]);
        return new PassageCutter(EstimatedTokenCounter.Instance, passageTokens).Cut(structured, blocks, own => own.IsEmpty ? null : old.GetValueOrDefault(own));
    }

    private sealed class CallTally
    {
        private readonly Lock _gate = new();

        public int Calls { get; private set; }

        public long TokensIn { get; private set; }

        public long TokensOut { get; private set; }

        public void Add(SliceAnswer answer)
        {
            lock (_gate) (Calls, TokensIn, TokensOut) = (Calls + answer.Tries, TokensIn + answer.TokensIn, TokensOut + answer.TokensOut);
        }
    }
}

/// <summary>How long an answer will be.</summary>
internal static class AnswerEstimate
{
    private const int Frame = 24;
    private const int TokensOfAspect = 36;
    private const int SentencesOfAspect = 5;

    /// <summary>Tokens of an answer about so many sentences: a point for every five, at most what an answer may have.</summary>
    public static int TokensFor(int sentences, int most) => Math.Min(most, Frame + TokensOfAspect * Math.Max(1, sentences / SentencesOfAspect));
}
