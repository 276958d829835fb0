namespace LongRag;

/// <summary>Where a section's name comes from.</summary>
public enum SectionOrigin
{
    /// <summary>The document itself: the tree's root, named by the title.</summary>
    Root,

    /// <summary>A heading that the author wrote.</summary>
    Authored,

    /// <summary>A boundary found by lexical cohesion and a name taken from the text, where the author gave no headings.</summary>
    Induced,

    /// <summary>A boundary and a name that a language model gave.</summary>
    Model,
}

/// <summary>
/// One node of a document's tree: StruXGPT's scope (the root), aspects (inner nodes) and their descriptions (the text that a node holds itself).
/// Sections stand in document order; a parent stands before its children; siblings touch: children follow one another without gap from the first child's start to the parent's end.
/// </summary>
public sealed record Section
{
    /// <summary>Place in <see cref="Document.Sections"/>, from 0 (the root).</summary>
    public required int Ordinal { get; init; }

    /// <summary>Ordinal of the parent; -1 for the root.</summary>
    public required int Parent { get; init; }

    /// <summary>Depth as the author meant it: 0 for the root, 1 to 6 for headings. A level may be skipped.</summary>
    public required int Level { get; init; }

    /// <summary>The heading as a reader sees it, in one line; for the root, the title.</summary>
    public required string Heading { get; init; }

    /// <summary>Everything of this section, its heading and its subsections included.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>Where the heading stands in the text; empty for the root and for sections that the author gave no heading.</summary>
    public TextSpan HeadingSpan { get; init; }

    /// <summary>Where the name comes from.</summary>
    public required SectionOrigin Origin { get; init; }

    /// <summary>In front of a name that was found in the text or given by a model and is no heading of the author's: nobody may take it for something the document says.</summary>
    public const string InducedMark = "~ ";

    /// <summary>The name as it stands in a <see cref="Passage.SectionPath"/> and in an outline: the heading, one that is not the author's behind <see cref="InducedMark"/>.</summary>
    public string Label => Origin is SectionOrigin.Induced or SectionOrigin.Model ? InducedMark + Heading : Heading;

    /// <summary>True for an element of a section path that is no heading of the author's.</summary>
    public static bool IsInduced(string label) => label.StartsWith(InducedMark, StringComparison.Ordinal);
}
