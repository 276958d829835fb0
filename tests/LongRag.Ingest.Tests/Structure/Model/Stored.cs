using System.Globalization;
using System.Text;
using Xunit;

namespace LongRag.Ingest.Tests.Structure.Model;

/// <summary>Stored documents for tests, and what must hold of every one.</summary>
internal static class Stored
{
    public const int PassageTokens = 64;

    public static CorpusEntry Entry(string markdown, string source = "Title", int passageTokens = PassageTokens)
    {
        var parsed = BlankLineBlocks.Parse(markdown);
        var document = BlankLineBlocks.Document(parsed, source) with { ContentHash = "hash-" + source, Id = DocumentId.From("default", source), Collection = "default" };
        return new CorpusEntry(document, new PassageCutter(null, passageTokens).Cut(document, parsed.Blocks));
    }

    /// <summary>Paragraphs of so many sentences, each different.</summary>
    public static string Prose(int paragraphs, int sentences, string topic = "ferry")
    {
        var text = new StringBuilder();
        for (var p = 0; p < paragraphs; p++)
        {
            for (var s = 0; s < sentences; s++)
                text.Append(CultureInfo.InvariantCulture, $"The {topic} number {p + 1} crosses the sound {s + 1} times before noon and carries mail. ");
            text.Append("\n\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The tree is sound, its own texts tile the document, and every passage is the text of its span, inside of its section, with nothing but white space and headings left out.</summary>
    public static void Check(CorpusEntry entry)
    {
        var (document, passages) = entry;
        var sections = document.Sections;
        Assert.Equal((0, -1, 0, new TextSpan(0, document.Text.Length)), (sections[0].Ordinal, sections[0].Parent, sections[0].Level, sections[0].Span));
        var at = 0;
        for (var i = 0; i < sections.Count; i++)
        {
            var section = sections[i];
            Assert.Equal((i, at), (section.Ordinal, section.Span.Start));
            Assert.NotEqual("", section.Heading);
            at = i + 1 < sections.Count ? sections[i + 1].Span.Start : document.Text.Length;
            Assert.InRange(at, section.Span.Start, section.Span.End);
            if (i == 0) continue;
            var parent = sections[section.Parent];
            Assert.True(parent.Span.Contains(section.Span) && parent.Level < section.Level && section.Level <= 6);
            Assert.Equal(section.Origin == SectionOrigin.Authored, !section.HeadingSpan.IsEmpty);
        }

        Assert.Equal(document.Text.Length, at);
        Assert.Equal(document.Text, LeavesOf(document));
        var covered = 0;
        for (var i = 0; i < passages.Count; i++)
        {
            var passage = passages[i];
            Assert.Equal((i, passage.Span.Of(document.Text)), (passage.Ordinal, passage.Text));
            Assert.True(sections[passage.Section].Span.Contains(passage.Span), $"passage {i}");
            Assert.Equal(PathOf(document, passage.Section), passage.SectionPath);
            Assert.True(passage.Span.Start >= covered);
            var gap = new TextSpan(covered, passage.Span.Start);
            Assert.True(sections.Any(s => !s.HeadingSpan.IsEmpty && s.HeadingSpan.Overlaps(gap)) || string.IsNullOrWhiteSpace(gap.Of(document.Text)), gap.Of(document.Text));
            covered = passage.Span.End;
        }

        Assert.Equal(passages.Count, passages.Select(p => p.Id).Distinct().Count());
    }

    private static string LeavesOf(Document document) => Structurization.Of(document).Text;

    private static List<string> PathOf(Document document, int section) =>
        section == 0 ? [] : [.. PathOf(document, document.Sections[section].Parent), document.Sections[section].Label];

    public static IEnumerable<string> Outline(Document document) => document.Sections.Skip(1).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Level} {s.Origin} {s.Heading}"));
}
