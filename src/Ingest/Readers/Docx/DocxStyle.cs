namespace LongRag.Ingest;

/// <summary>What a style says of a paragraph or run, as far as reading depends on it; null where it says nothing.</summary>
internal sealed record DocxStyle
{
    /// <summary>Its name, which is the English one for Word's own styles in every language.</summary>
    public string Name { get; init; } = "";

    /// <summary>The style it builds on.</summary>
    public string? BasedOn { get; init; }

    /// <summary>0 to 8 for headings, 9 for running text.</summary>
    public int? OutlineLevel { get; init; }

    /// <summary>List it belongs to; 0 for none.</summary>
    public int? ListId { get; init; }

    /// <summary>Level in that list, from 0.</summary>
    public int? ListLevel { get; init; }

    /// <summary>Hidden text.</summary>
    public bool? IsHidden { get; init; }
}
