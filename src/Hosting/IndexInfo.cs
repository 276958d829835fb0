namespace LongRag.Hosting;

/// <summary>The dense side of a collection. Share is of its passages; seconds left are known while a process embeds. Problem: why they are not as they should be; null where they are.</summary>
internal sealed record VectorsInfo(string Encoder, string Precision, long Passages, double Share, long Bytes, double? PassagesPerSecond, double? SecondsLeft, IReadOnlyList<string> OtherEncoders, string? Problem);

/// <summary>An index of a collection beside the store.</summary>
internal sealed record IndexComparison(string Collection, bool Ok, long Position, long StorePosition, long Missing, long Extra, IReadOnlyList<string> Examples, DenseComparison? Vectors);

/// <summary>A dense index beside the store.</summary>
internal sealed record DenseComparison(bool Ok, long Missing, long Extra, long DamagedRows, long WrongRows, bool CacheMissing);
