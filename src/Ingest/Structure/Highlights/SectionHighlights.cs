using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace LongRag.Ingest;

/// <summary>Finds the sentences that carry each section of a document, those of its subsections included: by centrality, or by a model that names their numbers.</summary>
public static partial class SectionHighlights
{
    /// <summary>More sentences are not compared all with all: the best of parts of this size come into the last round.</summary>
    private const int MostCompared = 300;

    /// <summary>Sentences that come into a later round from each part.</summary>
    private const int Finalists = 20;

    /// <summary>
    /// A sentence of fewer content words is chosen only where there are not enough others: "Then Anne will be herself again" is like every sentence that names Anne. Published systems leave short sentences out as well
    /// (MEAD: under nine words).
    /// </summary>
    private const int FewestTerms = 5;

    private const int TemplateTokens = 32;
    private const int AnswerTokens = 64;

    /// <summary>The most central sentences of every section, in text order within a section. Sections without sentences have none; headings are not sentences.</summary>
    /// <param name="document">The document.</param>
    /// <param name="count">At most so many for a section.</param>
    public static IReadOnlyList<Highlight> ByCentrality(Document document, int count)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (sentences, owners) = SentencesOf(document);
        var centrality = new SentenceCentrality(document.Text, sentences);
        return [.. document.Sections.SelectMany(section => Best(centrality, Inside(section, sentences, owners), count).Select(best => new Highlight(section.Ordinal, sentences[best.Sentence], best.Score)))];
    }

    /// <summary>The sentences that a model names for each section; those of centrality where it names none that is there. Of a section that does not fit the model's context it is shown the most central sentences that do.</summary>
    /// <param name="document">The document.</param>
    /// <param name="count">At most so many for a section.</param>
    /// <param name="client">The model.</param>
    /// <param name="tokens">Counts as the model does.</param>
    /// <param name="contextTokens">Most tokens of prompt and answer together.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Highlight>> ByModelAsync(Document document, int count, IChatClient client, ITokenCounter tokens, int contextTokens, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (sentences, owners) = SentencesOf(document);
        var centrality = new SentenceCentrality(document.Text, sentences);
        var highlights = new List<Highlight>();
        foreach (var section in document.Sections)
        {
            var inside = Inside(section, sentences, owners);
            var named = inside.Count > count ? await AskAsync(inside) : inside;
            highlights.AddRange(named.Count > 0
                ? named.Select(s => new Highlight(section.Ordinal, sentences[s], 0))
                : Best(centrality, inside, count).Select(best => new Highlight(section.Ordinal, sentences[best.Sentence], best.Score)));

            async Task<List<int>> AskAsync(List<int> all)
            {
                var shown = Fitting(all);
                if (shown.Count == 0) return [];
                var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, Prompt(section, shown))], new ChatOptions { Temperature = 0, MaxOutputTokens = AnswerTokens }, cancellationToken);
                return [.. Number().Matches(response.Text).Select(m => int.TryParse(m.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
                    .Where(n => n >= 1 && n <= shown.Count).Distinct().Take(count).Order().Select(n => shown[n - 1])];
            }
        }

        return highlights;

        List<int> Fitting(List<int> all)
        {
            var budget = contextTokens - AnswerTokens - TemplateTokens - tokens.Count(Prompt(document.Sections[0], []));
            var kept = new List<int>();
            foreach (var (sentence, _) in Best(centrality, all, MostCompared, inOrderOfScore: true))
            {
                budget -= tokens.Count(NumberedSentences.Line(1, sentences[sentence].Of(document.Text))) + 2;
                if (budget < 0) break;
                kept.Add(sentence);
            }

            kept.Sort();
            return kept;
        }

        string Prompt(Section section, List<int> shown) => string.Create(CultureInfo.InvariantCulture, $"""
            The numbered sentences are from the section "{Short(section.Heading)}" of a document. Which {count} of them say best what the section says? Answer with their numbers and nothing else, for example: 2, 5

            {NumberedSentences.Lines(shown.Select(s => sentences[s].Of(document.Text)))}

            Numbers:
            """);
    }

    private static string Short(string heading) => heading.Length > 80 ? heading[..80] : heading;

    private static (IReadOnlyList<TextSpan> Sentences, int[] Owners) SentencesOf(Document document)
    {
        var (sentences, owners) = (new List<TextSpan>(), new List<int>());
        foreach (var section in document.Sections)
        {
            foreach (var sentence in SentenceSplitter.SplitTrimmed(document.Text, PassageCutter.OwnText(document, section)))
            {
                sentences.Add(sentence);
                owners.Add(section.Ordinal);
            }
        }

        return (sentences, [.. owners]);
    }

    /// <summary>Sentences of a section and of those below it: sections stand in preorder, so these follow one another.</summary>
    private static List<int> Inside(Section section, IReadOnlyList<TextSpan> sentences, int[] owners)
    {
        var first = Array.BinarySearch(owners, section.Ordinal);
        if (first < 0) first = ~first;
        while (first > 0 && owners[first - 1] >= section.Ordinal) first--;
        var inside = new List<int>();
        for (var i = first; i < owners.Length && sentences[i].Start < section.Span.End; i++) inside.Add(i);
        return inside;
    }

    private static IEnumerable<(int Sentence, double Score)> Best(SentenceCentrality centrality, List<int> sentences, int count, bool inOrderOfScore = false)
    {
        while (sentences.Count > MostCompared)
            sentences = [.. sentences.Chunk(MostCompared).SelectMany(part => Top(part, Finalists).Select(best => best.Sentence))];
        var best = Top([.. sentences], count);
        return inOrderOfScore ? best : best.OrderBy(b => b.Sentence);

        IEnumerable<(int Sentence, double Score)> Top(int[] part, int most) =>
            part.Zip(centrality.Rank(part)).Where(pair => pair.Second > 0).OrderByDescending(pair => centrality.Terms(pair.First) >= FewestTerms).ThenByDescending(pair => pair.Second).ThenBy(pair => pair.First).Take(most).OrderBy(pair => inOrderOfScore ? 0 : pair.First).Select(pair => (pair.First, pair.Second));
    }

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
