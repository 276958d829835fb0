namespace LongRag.Evaluation;

/// <summary>Which part of a data set is read, and how.</summary>
public sealed record RetrievalSetOptions
{
    /// <summary>Name of the judgments, <c>qrels/SPLIT.tsv</c>; of a QA set the questions whose field <c>split</c> says so.</summary>
    /// <value>null: <c>test</c>, of a QA set all</value>
    public string? Split { get; init; }

    /// <summary>File of queries instead of the set's own: a path, or one below the set's folder.</summary>
    public string? Queries { get; init; }

    /// <summary>File of judgments instead of the set's own: a path, or one below the set's folder.</summary>
    public string? Qrels { get; init; }

    /// <summary>File whose last column names the queries to keep.</summary>
    public string? QueryIds { get; init; }

    /// <summary>Of that file only lines whose first column says this.</summary>
    public string? QuerySet { get; init; }

    /// <summary>Cuts the documents of a QA set into windows of so many words; null leaves them whole.</summary>
    public int? WindowWords { get; init; }

    /// <summary>Metadata field that must be the same for query and document.</summary>
    /// <value>null: <c>doc</c> where documents are windows, else none</value>
    public string? Within { get; init; }

    /// <summary>Leaves the titles of documents out.</summary>
    public bool WithoutTitles { get; init; }

    /// <summary>Takes the texts of documents as they stand: leaves out <c>metadata.format</c>, by which an ingest reads them as Markdown or HTML.</summary>
    public bool TextAsItStands { get; init; }

    /// <summary>Which parts of a topic are the query.</summary>
    public TopicText Topic { get; init; }

    /// <summary>Takes the narrative of a topic as the query's instruction.</summary>
    public bool NarrativeAsInstruction { get; init; }

    /// <summary>Lowest grade that counts as relevant.</summary>
    /// <value>1</value>
    public int RelevanceLevel { get; init; } = 1;
}

/// <summary>Which parts of a TREC topic are the query.</summary>
public enum TopicText
{
    /// <summary>The title.</summary>
    Title,

    /// <summary>The description.</summary>
    Description,

    /// <summary>Title, blank, description.</summary>
    Both,
}
