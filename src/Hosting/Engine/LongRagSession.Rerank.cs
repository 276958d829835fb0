using System.Numerics.Tensors;

namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    private const int MostTexts = 1000;

    /// <summary>Name under which the encoder's cosine puts texts in order where no reranker is configured.</summary>
    private const string CosineName = "cosine";

    // Scores must have room to fall below it and stay above 0.
    private const double Least = 1e-9;

    /// <inheritdoc/>
    public async Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default)
    {
        new Query { Text = request.Query }.Checked();
        if (request.Documents.Count is 0 or > MostTexts) throw new LongRagException("bad_argument", $"There are {request.Documents.Count} texts to be put in order; 1 to {MostTexts} are possible.");
        if (request.TopN < 1) throw new LongRagException("bad_argument", $"top_n is {request.TopN}; it must be at least 1.");
        if (request.MaxTokensPerDocument < 1) throw new LongRagException("bad_argument", $"max_tokens_per_doc is {request.MaxTokensPerDocument}; it must be at least 1.");
        var ranker = string.Equals(request.Reranker, CosineName, StringComparison.Ordinal) ? null : engine.Models.Ranker(request.Reranker);
        var encoder = ranker is null ? engine.Retrievers.Encoder() ?? throw new LongRagException("no_reranker", "Neither a reranker nor an encoder is configured here.") : null;
        var limit = Math.Min(request.MaxTokensPerDocument ?? int.MaxValue, encoder?.Profile.MaxTokens ?? int.MaxValue);
        var texts = request.Documents.Select(text => Cut(text, limit)).ToList();
        var (order, report) = ranker is not null ? await RankedAsync(ranker, request, texts, cancellationToken) : (await ByCosineAsync(encoder!, request, texts, cancellationToken), null);
        var truncated = Enumerable.Range(0, texts.Count).Where(i => texts[i].Truncated).Concat(report?.Shortened ?? []).Concat(report?.Unread ?? []).ToHashSet();
        var results = new List<RerankedText>();
        foreach (var (index, score) in order)
            // Equal scores would leave the order to whoever sorts them again.
            results.Add(new RerankedText(index, results is [.., var last] && score >= last.Score ? Math.BitDecrement(last.Score) : score, truncated.Contains(index)));
        var notes = report is null ? [] : RankerNotes.Of(ranker!.Name, report, principal.IsOperator);
        return new RerankResponse(ranker?.Name ?? CosineName, [.. results.Take(request.TopN ?? results.Count)], texts.Sum(text => (long)EstimatedTokenCounter.Instance.Count(text.Text)), Told(notes));
    }

    private static async Task<(IReadOnlyList<(int Index, double Score)> Order, Rankers.RankingReport? Report)> RankedAsync(Rankers.Ranker ranker, RerankRequest request, List<(string Text, bool Truncated)> texts, CancellationToken cancellationToken)
    {
        var passages = texts.Select((text, i) => GivenPassage.Of(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "", text.Text, texts.Count - i)).ToList();
        // All of them, however deep the ranker looks into a search's results.
        var (ranked, report) = await ranker.Over(texts.Count).RankAsync(new Query { Text = request.Query, Instruction = request.Instruction, Top = texts.Count }, passages, cancellationToken);
        if (report is { Answered: 0, Failed: > 0 }) throw new LongRagException(report.ReasonCode ?? "reranker_failed", report.Reason ?? $"The reranker '{ranker.Name}' gave no answer.");
        // A list has places, not scores: they are spread evenly, and comparable with nothing else.
        return ([.. ranked.Select((passage, place) => (int.Parse(passage.Document.Source, System.Globalization.CultureInfo.InvariantCulture), 1 - (place / (double)texts.Count)))], report);
    }

    private static async Task<IReadOnlyList<(int Index, double Score)>> ByCosineAsync(Models.Encoders.Encoder encoder, RerankRequest request, List<(string Text, bool Truncated)> texts, CancellationToken cancellationToken)
    {
        var question = await encoder.EncodeQueryAsync(string.IsNullOrWhiteSpace(request.Instruction) ? request.Query : $"{request.Query} {request.Instruction}", cancellationToken);
        // A text without words has no direction; it stands last.
        var worded = texts.Select((text, i) => (text.Text, Index: i)).Where(text => !string.IsNullOrWhiteSpace(text.Text)).ToList();
        var vectors = await encoder.EncodePassagesAsync([.. worded.Select(text => text.Text)], cancellationToken);
        var scores = Enumerable.Repeat(Least, texts.Count).ToArray();
        for (var i = 0; i < vectors.Length; i++) scores[worded[i].Index] = Math.Clamp((1 + TensorPrimitives.CosineSimilarity<float>(question, vectors[i])) / 2, Least, 1);
        return [.. scores.Select((score, i) => (i, score)).OrderByDescending(text => text.score).ThenBy(text => text.i)];
    }

    /// <summary>The beginning of a text that keeps the limit, whole words where it has any.</summary>
    private static (string Text, bool Truncated) Cut(string text, int limit)
    {
        if (EstimatedTokenCounter.Instance.Count(text) <= limit) return (text, false);
        var (low, high) = (0, text.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (EstimatedTokenCounter.Instance.Count(text.AsSpan(0, middle)) <= limit) low = middle;
            else high = middle - 1;
        }

        if (low > 0 && char.IsHighSurrogate(text[low - 1])) low--;
        var space = text.AsSpan(0, low).LastIndexOfAny(' ', '\n', '\t');
        return (text[..(space > low / 2 ? space : low)], true);
    }
}
