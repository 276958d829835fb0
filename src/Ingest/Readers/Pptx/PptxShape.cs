namespace LongRag.Ingest;

/// <summary>A shape on a slide, and what it says. A group is one shape with the blocks of its members.</summary>
internal sealed class PptxShape
{
    /// <summary>True where the slide gives a place itself and not by its layout.</summary>
    public bool IsPlaced { get; private set; }

    /// <summary>Left edge in English metric units, in the coordinates of the group.</summary>
    public long Left { get; private set; }

    /// <summary>Upper edge.</summary>
    public long Top { get; private set; }

    /// <summary>Right edge.</summary>
    public long Right { get; private set; }

    /// <summary>Lower edge.</summary>
    public long Bottom { get; private set; }

    /// <summary>Type of the place that it fills (<c>title</c>, <c>body</c>; <c>obj</c> where none is written); null for a shape of its own.</summary>
    public string? Placeholder { get; set; }

    /// <summary>Number of that place in the layout.</summary>
    public int? PlaceholderIndex { get; set; }

    /// <summary>Not shown.</summary>
    public bool IsHidden { get; set; }

    /// <summary>What it says.</summary>
    public List<OfficeBlock> Blocks { get; } = [];

    public bool IsTitle => Placeholder is "title" or "ctrTitle";

    /// <summary>Sets the corner and the size; values beyond any slide are cut, so that sums cannot overflow.</summary>
    public void Place(long left, long top, long width, long height)
    {
        const long Far = int.MaxValue;
        (Left, Top) = (Math.Clamp(left, -Far, Far), Math.Clamp(top, -Far, Far));
        (Right, Bottom) = (Left + Math.Clamp(width, 0, Far), Top + Math.Clamp(height, 0, Far));
        IsPlaced = true;
    }

    /// <summary>Takes the place of another shape.</summary>
    public void PlaceAs(PptxShape other) => (Left, Top, Right, Bottom, IsPlaced) = (other.Left, other.Top, other.Right, other.Bottom, true);
}
