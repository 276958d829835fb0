namespace LongRag.Ingest;

/// <summary>
/// StruXGPT's view of a text (Liu et al., arXiv 2407.16434, §3.1): what it is about, its main points, and under each the sentences that belong to it.
/// Made from a document, nothing is dropped or invented: <see cref="Text"/> is the document's text again.
/// </summary>
public sealed record Structurization
{
    /// <summary>What the text is about: a document's title.</summary>
    public required string Scope { get; init; }

    /// <summary>Sentences in front of the first aspect, each with the white space behind it; all of them where there are no aspects.</summary>
    public IReadOnlyList<string> Opening { get; init; } = [];

    /// <summary>The main points, in order.</summary>
    public required IReadOnlyList<Aspect> Aspects { get; init; }

    /// <summary>Everything that was structurized, headings and white space included.</summary>
    public string Text => string.Concat([.. Opening, .. Aspects.Select(a => a.Text)]);

    /// <summary>The structure that a document's sections and sentences form.</summary>
    public static Structurization Of(Document document) => Of(document, sentences: null);

    /// <summary>The same with the highlights of each section for its sentences: short descriptions, for what a retriever or a reader is given.</summary>
    public static Structurization Of(Document document, IReadOnlyList<Highlight> highlights)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(highlights);
        var spans = highlights.ToLookup(h => h.Section, h => h.Span);
        // A section's highlights may come from its subsections, which have their own.
        return Of(document, section => [.. spans[section.Ordinal].Where(span => PassageCutter.OwnText(document, section).Contains(span)).Select(span => span.Of(document.Text))]);
    }

    private static Structurization Of(Document document, Func<Section, List<string>>? sentences)
    {
        ArgumentNullException.ThrowIfNull(document);
        var children = document.Sections.ToLookup(s => s.Parent);
        var root = document.Sections[0];
        return new Structurization
        {
            Scope = root.Heading,
            Opening = SentencesOf(root),
            Aspects = [.. children[root.Ordinal].Select(AspectOf)],
        };

        Aspect AspectOf(Section section) => new()
        {
            Name = section.Heading,
            Heading = section.HeadingSpan.IsEmpty ? "" : document.Text[section.Span.Start..section.HeadingSpan.End],
            Descriptions = SentencesOf(section),
            Aspects = [.. children[section.Ordinal].Select(AspectOf)],
        };

        List<string> SentencesOf(Section section) => sentences?.Invoke(section)
            ?? [.. SentenceSplitter.Split(document.Text, PassageCutter.OwnText(document, section)).Select(s => s.Of(document.Text))];
    }
}

/// <summary>One main point of a text.</summary>
public sealed record Aspect
{
    /// <summary>A noun phrase: a section's heading.</summary>
    public required string Name { get; init; }

    /// <summary>The heading as it stands in the text; empty where the name was found, not written.</summary>
    public string Heading { get; init; } = "";

    /// <summary>Sentences of its own, exactly, each with the white space behind it (the first also with that in front).</summary>
    public required IReadOnlyList<string> Descriptions { get; init; }

    /// <summary>Finer points; their sentences come after its own.</summary>
    public IReadOnlyList<Aspect> Aspects { get; init; } = [];

    /// <summary>Everything of it, heading and white space included.</summary>
    public string Text => string.Concat([Heading, .. Descriptions, .. Aspects.Select(a => a.Text)]);

    /// <summary>Its own sentences and those of all finer points, in order.</summary>
    public IEnumerable<string> AllDescriptions => Descriptions.Concat(Aspects.SelectMany(a => a.AllDescriptions));
}
