namespace LongRag.Ingest;

/// <summary>What is asked at once: sentences of a run that follow one another.</summary>
/// <param name="Sentences">Where they stand.</param>
/// <param name="Lines">How a model is shown them.</param>
/// <param name="Tokens">Tokens of <paramref name="Lines"/>.</param>
internal sealed record TextSlice(IReadOnlyList<TextSpan> Sentences, string Lines, int Tokens)
{
    /// <summary>A last line of fewer tokens that ends in no mark is taken for a heading of what follows.</summary>
    private const int ShortLine = 32;

    /// <summary>
    /// Cuts a run into slices of at most <paramref name="limit"/> tokens, as published (§ "chunking"): whole paragraphs as long as they fit; a paragraph that is longer than a slice by its sentences;
    /// a short last line without a full stop goes to the next slice. A single sentence above the limit is a slice of its own.
    /// </summary>
    public static IReadOnlyList<TextSlice> Of(string text, TextRun run, ITokenCounter tokens, int limit)
    {
        var sentences = run.Sentences(text);
        // Sums up to each sentence: a line, and two tokens for a longer number.
        var sums = new int[sentences.Count + 1];
        for (var i = 0; i < sentences.Count; i++) sums[i + 1] = sums[i] + tokens.Count(NumberedSentences.Line(1, sentences[i].Span.Of(text))) + 2;
        var slices = new List<TextSlice>();
        var first = 0;
        var paragraph = 0;
        for (var i = 0; i < sentences.Count;)
        {
            if (i >= paragraph)
                for (paragraph = i + 1; paragraph < sentences.Count && sentences[paragraph].Block == sentences[i].Block;) paragraph++;

            // A paragraph that is too long for any slice is taken sentence by sentence.
            var end = sums[paragraph] - sums[i] > limit ? i + 1 : paragraph;
            if (i > first && sums[end] - sums[first] > limit) Close(HeadsWhatFollows(i, end) ? i - 1 : i);
            i = end;
        }

        Close(sentences.Count);
        return slices;

        bool HeadsWhatFollows(int i, int end) =>
            i - first > 1 && sums[i] - sums[i - 1] < ShortLine && sums[end] - sums[i - 1] <= limit && char.IsLetterOrDigit(text[sentences[i - 1].Span.End - 1]);

        void Close(int end)
        {
            if (end == first) return;
            var spans = sentences.Skip(first).Take(end - first).Select(s => s.Span).ToList();
            var lines = NumberedSentences.Lines(spans.Select(s => s.Of(text)));
            slices.Add(new TextSlice(spans, lines, tokens.Count(lines)));
            first = end;
        }
    }
}
