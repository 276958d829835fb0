using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Retrievers.Dense;

/// <summary>What stands in a dense index. Another schema is another index, in a folder of its own beside it.</summary>
public sealed record DenseSchema
{
    /// <summary>Makes its vectors.</summary>
    public required EncoderProfile Encoder { get; init; }

    /// <summary>What of a passage is embedded.</summary>
    /// <value>title and path</value>
    public DenseRendering Rendering { get; init; } = DenseRendering.TitleAndPath;

    /// <summary>How rows are kept.</summary>
    /// <value>int8</value>
    public VectorPrecision Precision { get; init; } = VectorPrecision.Int8;

    /// <summary>Name of the index's own folder: the first 8 digits of the encoder's fingerprint, the rendering and the precision.</summary>
    public string FolderName => $"{Encoder.Fingerprint[..8]}-{Rendering.ToString().ToLowerInvariant()}-{Precision.ToString().ToLowerInvariant()}";

    internal int RowBytes => VectorRows.BytesOf(Precision, Encoder.Dimensions);

    internal bool HasScales => Precision is VectorPrecision.Int8;

    /// <summary>Whether an index made with the other schema gives the same answers to the same vectors.</summary>
    internal bool Fits(DenseSchema other) =>
        string.Equals(Encoder.Fingerprint, other.Encoder.Fingerprint, StringComparison.Ordinal) && Encoder.Dimensions == other.Encoder.Dimensions && Rendering == other.Rendering && Precision == other.Precision;
}
