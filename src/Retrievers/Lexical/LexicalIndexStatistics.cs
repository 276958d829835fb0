namespace LongRag.Retrievers.Lexical;

/// <summary>Sizes of a lexical index as last committed.</summary>
/// <param name="Position">Position in the corpus's history; 0 where it is outdated.</param>
/// <param name="Passages">Passages that can be found.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="Segments">Number of segments.</param>
/// <param name="Deleted">Passages deleted but not yet merged away.</param>
/// <param name="IsOutdated">Whether another version or language wrote it: the next writing rebuilds it, and it is not read.</param>
public sealed record LexicalIndexStatistics(long Position, long Passages, long Bytes, int Segments, long Deleted, bool IsOutdated);
