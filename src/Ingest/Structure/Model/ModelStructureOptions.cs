namespace LongRag.Ingest;

/// <summary>How the structures of slices become one.</summary>
public enum SliceMerge
{
    /// <summary><see cref="Upgrade"/> where <see cref="Concat"/> would give a list that nobody reads at a glance (more than 16 points), else <see cref="Concat"/>.</summary>
    Auto,

    /// <summary>The points of all slices in one list.</summary>
    Concat,

    /// <summary>What a slice is about becomes a section, and its points sections below.</summary>
    Upgrade,
}

/// <summary>Settings of structurizing with a model.</summary>
public sealed record ModelStructureOptions
{
    /// <summary>What the model is called where it runs. Part of the mark of what it structurized.</summary>
    public required string Model { get; init; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Text between two headings of the author's is divided where it has more tokens (by estimate).</summary>
    /// <value>512: two passages of the usual size</value>
    public int LongerThan { get; init; } = 512;

    /// <summary>Most tokens of numbered sentences that are asked about at once; fewer where the context is short.</summary>
    /// <value>1024, with which StruXGPT's models are trained (arXiv 2407.16434)</value>
    public int SliceTokens { get; init; } = 1024;

    /// <summary>How slices are joined.</summary>
    /// <value><see cref="SliceMerge.Auto"/></value>
    public SliceMerge Merge { get; init; }

    /// <summary>Slices asked about at the same time.</summary>
    /// <value>1</value>
    public int Jobs { get; init; } = 1;

    /// <summary>Whether slices for which the model gave no valid structure are asked about once more.</summary>
    public bool RetryFailed { get; init; }
}
