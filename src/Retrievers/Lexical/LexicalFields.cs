namespace LongRag.Retrievers.Lexical;

/// <summary>Names of the fields of the Lucene index. Changing what stands in them needs a new <see cref="LexicalFormat.Version"/>.</summary>
internal static class LexicalFields
{
    /// <summary>Name of the unit, as a binary doc value, read per hit without decompressing stored fields: the passage's id, a section's (<see cref="SectionName"/>), the document's.</summary>
    public const string Id = "id";

    /// <summary>Everything that is searched of a passage, a section or a window: title, section path and text. Passages and sections keep positions.</summary>
    public const string Body = "body";

    /// <summary>Title and section path alone, for their own score.</summary>
    public const string Heading = "heading";

    /// <summary>A whole document, title and text, with positions. Only in an index of documents, once for each, before its windows.</summary>
    public const string Whole = "whole";

    /// <summary>Place of a window behind its document, from 1; 0 for the document. A numeric doc value, only in an index of documents.</summary>
    public const string Window = "window";

    /// <summary>Exact length of <see cref="Whole"/> in terms, which its one-byte norm rounds. A numeric doc value, only in an index of documents.</summary>
    public const string WholeLength = "whole_length";

    /// <summary>What filters ask: one term for each value of each field of the document (<see cref="FilterTerms"/>).</summary>
    public const string Filter = "filter";

    /// <summary>Values too long for a term, stored; see <see cref="FilterTerms.LongestTerm"/>.</summary>
    public const string LongValue = "long";
}
