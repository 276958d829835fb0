namespace LongRag.Retrievers.Lexical;

/// <summary>Names of the fields of the Lucene index. Changing what stands in them needs a new <see cref="LexicalFormat.Version"/>.</summary>
internal static class LexicalFields
{
    /// <summary>Passage id, as a binary doc value: read per hit without decompressing stored fields.</summary>
    public const string Id = "id";

    /// <summary>Everything of the passage that is searched: title, section path and text.</summary>
    public const string Body = "body";

    /// <summary>Title and section path alone, for their own score.</summary>
    public const string Heading = "heading";

    /// <summary>What filters ask: one term for each value of each field of the document (<see cref="FilterTerms"/>).</summary>
    public const string Filter = "filter";

    /// <summary>Values too long for a term, stored; see <see cref="FilterTerms.LongestTerm"/>.</summary>
    public const string LongValue = "long";
}
