namespace LongRag;

/// <summary>A document with the passages it was cut into: what a store saves and an index reads.</summary>
public sealed record CorpusEntry(Document Document, IReadOnlyList<Passage> Passages);

/// <summary>What became of one saved document.</summary>
public enum SaveOutcome
{
    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>It was there with another content hash and has been replaced, under the same id.</summary>
    Changed,

    /// <summary>It was there with the same content hash; nothing was written.</summary>
    Unchanged,
}

/// <summary>Result of saving one batch.</summary>
/// <param name="Outcomes">One for each entry, in the order given.</param>
/// <param name="Before">Position of the corpus when the batch began to be written.</param>
/// <param name="After">Position of the corpus once it was written. Nothing else was written between the two.</param>
/// <param name="Sequences">Position of each entry's change, in the order given; 0 for an unchanged entry.</param>
public sealed record SaveResult(IReadOnlyList<SaveOutcome> Outcomes, long Before, long After, IReadOnlyList<long> Sequences);

/// <summary>One step of the corpus's history: a document saved or deleted. Only the last change of a document is kept.</summary>
/// <param name="Sequence">Position, rising over the whole corpus from 1.</param>
/// <param name="DocumentId">Which document.</param>
/// <param name="Entry">Its content; null where it was deleted.</param>
public sealed record CorpusChange(long Sequence, DocumentId DocumentId, CorpusEntry? Entry)
{
    /// <summary>True where the caller knows that an index which has applied all earlier changes, and not yet this one, does not hold the document: it need not look for what to replace.</summary>
    public bool IsAddition { get; init; }
}

/// <summary>A named set of documents with settings of its own.</summary>
public sealed record Collection
{
    /// <summary>1 to 64 of <c>a-z 0-9 - _</c>, beginning with a letter or digit.</summary>
    public required string Name { get; init; }

    /// <summary>Language of its text as an ISO 639-1 code; decides the lexical analysis.</summary>
    /// <value>en</value>
    public string Language { get; init; } = "en";

    /// <summary>Token budget of a passage.</summary>
    /// <value>256</value>
    public int PassageTokens { get; init; } = 256;

    /// <summary>Name used where none is given.</summary>
    public const string DefaultName = "default";

    /// <summary>Whether a collection may be called so.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>Returns <paramref name="name"/> where it may name a collection, else throws <see cref="LongRagException"/> with code <c>bad_collection_name</c>.</summary>
    public static string CheckName(string name) => IsName(name) ? name : throw new LongRagException("bad_collection_name", $"'{name}' cannot name a collection: use 1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit.");
}

/// <summary>Sizes of one collection.</summary>
/// <param name="Documents">Number of documents.</param>
/// <param name="Passages">Number of passages.</param>
/// <param name="Characters">Length of all texts in UTF-16 code units.</param>
public sealed record CollectionSize(long Documents, long Passages, long Characters);
