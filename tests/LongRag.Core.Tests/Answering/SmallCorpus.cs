using LongRag.TestKit;
using Xunit;

namespace LongRag.Core.Tests.Answering;

/// <summary>Documents made of passages that the test writes out, in a store in memory.</summary>
internal sealed class SmallCorpus
{
    public MemoryCorpusStore Store { get; } = new();

    /// <summary>Saves a document whose passages are those texts with the given text between them, and returns them scored 1, 1/2, 1/3 ...</summary>
    public async Task<IReadOnlyList<ScoredPassage>> AddAsync(string source, string between, params (int Section, string Text)[] passages)
    {
        var id = DocumentId.From(Collection.DefaultName, source);
        var text = string.Join(between, passages.Select(p => p.Text));
        var sections = Enumerable.Range(0, passages.Max(p => p.Section) + 1).Select(n => new Section
        {
            Ordinal = n,
            Parent = n == 0 ? -1 : 0,
            Level = n == 0 ? 0 : 1,
            Heading = n == 0 ? source : "Section " + n,
            Span = new TextSpan(0, text.Length),
            Origin = n == 0 ? SectionOrigin.Root : SectionOrigin.Authored,
        });
        var document = new Document { Id = id, Collection = Collection.DefaultName, Source = source, Title = source, MediaType = "text/plain", Text = text, Sections = [.. sections], ContentHash = text };
        var cut = new List<Passage>();
        var start = 0;
        foreach (var (section, passage) in passages)
        {
            string[] path = section == 0 ? [] : ["Section " + section];
            cut.Add(new Passage { Id = PassageId.From(id, path, passage, cut.Count), DocumentId = id, Ordinal = cut.Count, Span = new TextSpan(start, start + passage.Length), Text = passage, Section = section, SectionPath = path });
            start += passage.Length + between.Length;
        }

        await Store.SaveAsync([new CorpusEntry(document, cut)], TestContext.Current.CancellationToken);
        var summary = (await Store.SummariesAsync([id], TestContext.Current.CancellationToken))[id];
        return [.. cut.Select((p, i) => new ScoredPassage { Passage = p, Document = summary, Score = 1.0 / (i + 1), ScoreKind = "rank" })];
    }

    /// <summary>One document of one passage, as evidence of that number.</summary>
    public async Task<Evidence> EvidenceAsync(string source, string text, int number = 1)
    {
        var passage = (await AddAsync(source, "", (0, text)))[0];
        return new Evidence { Number = number, Document = passage.Document, Passages = [passage], Span = passage.Passage.Span, Text = text, Tokens = EstimatedTokenCounter.Instance.Count(text) };
    }
}
