namespace LongRag.Models.Encoders.Tokens;

/// <summary>Turns a text into the ids that a model reads, without the markers around them. Thread-safe.</summary>
internal sealed record EncoderTokenizer
{
    /// <summary>The ids of a text.</summary>
    public required Func<string, IReadOnlyList<int>> Ids { get; init; }

    /// <summary>Markers in front of a text.</summary>
    public required int[] Start { get; init; }

    /// <summary>Markers behind it.</summary>
    public required int[] End { get; init; }

    /// <summary>The id that fills a batch up. Its place is masked.</summary>
    public int Padding { get; init; }

    /// <summary>The id of what is not in the vocabulary; null where everything is.</summary>
    public int? Unknown { get; init; }
}
