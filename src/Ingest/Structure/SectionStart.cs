namespace LongRag.Ingest;

/// <summary>Where a section begins; it lasts to the next start of the same or a lesser level.</summary>
internal readonly record struct SectionStart(int Start, int Level, string Heading, TextSpan HeadingSpan, SectionOrigin Origin)
{
    /// <summary>Where the section's own text can begin.</summary>
    public int TextStart => HeadingSpan.IsEmpty ? Start : HeadingSpan.End;
}

/// <summary>Nests section starts into the tree of <see cref="Document.Sections"/>.</summary>
internal static class SectionTree
{
    /// <summary>Levels of <see cref="Section.Level"/> below the root.</summary>
    public const int MaxLevel = 6;

    /// <param name="title">Name of the root.</param>
    /// <param name="length">Length of the text.</param>
    /// <param name="starts">In text order; where several begin at one place, the outer one first.</param>
    public static IReadOnlyList<Section> Build(string title, int length, IReadOnlyList<SectionStart> starts)
    {
        var sections = new Section[starts.Count + 1];
        sections[0] = new Section { Ordinal = 0, Parent = -1, Level = 0, Heading = title, Span = new TextSpan(0, length), Origin = SectionOrigin.Root };
        var open = new Stack<int>([0]);
        for (var i = 0; i < starts.Count; i++)
        {
            var start = starts[i];
            while (sections[open.Peek()].Level >= start.Level) Close(open.Pop(), start.Start);
            sections[i + 1] = new Section
            {
                Ordinal = i + 1,
                Parent = open.Peek(),
                Level = start.Level,
                Heading = start.Heading,
                Span = new TextSpan(start.Start, length),
                HeadingSpan = start.HeadingSpan,
                Origin = start.Origin,
            };
            open.Push(i + 1);
        }

        return sections;

        void Close(int section, int end) => sections[section] = sections[section] with { Span = new TextSpan(sections[section].Span.Start, end) };
    }
}
