namespace LongRag.Ingest;

/// <summary>The "Name:" in front of what a person says in a transcript.</summary>
internal static class SpeakerLabel
{
    private const int Longest = 48;

    /// <summary>A text is a transcript where at least this share of its blocks starts with a label.</summary>
    private const double Share = 0.5;
    private const int FewestTurns = 8;

    /// <summary>Whether the blocks are the turns of a transcript.</summary>
    public static bool Dominates(string text, IReadOnlyList<Block> blocks)
    {
        if (blocks.Count < FewestTurns) return false;
        var labelled = blocks.Count(b => b.Kind == BlockKind.Paragraph && LengthAt(text, b.Span) > 0);
        return labelled >= Share * blocks.Count;
    }

    /// <summary>Length of the label that a block starts with, its colon included; 0 where there is none.</summary>
    public static int LengthAt(string text, TextSpan block)
    {
        if (block.IsEmpty || !char.IsUpper(text[block.Start])) return 0;
        var window = text.AsSpan(block.Start, Math.Min(Longest, block.Length));
        var colon = window.IndexOf(':');
        if (colon < 1) return 0;
        foreach (var c in window[..colon])
            if (!(char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '\'' or '’' or '(' or ')' or ',')) return 0;
        return colon + 1 == window.Length || char.IsWhiteSpace(window[colon + 1]) ? colon + 1 : 0;
    }
}
