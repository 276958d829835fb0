namespace LongRag;

/// <summary>The names of spans and attributes. Those that begin with <c>gen_ai</c> are of OpenTelemetry's conventions for generative AI, which are still in development: they stand here and nowhere else.</summary>
public static class TelemetryNames
{
    /// <summary>Span: passages are looked for.</summary>
    public const string Retrieval = "retrieval";

    /// <summary>Span: passages are put in order.</summary>
    public const string Rerank = "rerank";

    /// <summary>Span: evidence is packed and ordered.</summary>
    public const string Reorder = "reorder";

    /// <summary>Span: an answer is written.</summary>
    public const string Chat = "chat";

    /// <summary>Span: a job reads files into a collection.</summary>
    public const string Ingest = "ingest";

    /// <summary>Attribute: which stage.</summary>
    public const string Stage = "longrag.stage";

    /// <summary>Attribute: how it ended.</summary>
    public const string Outcome = "longrag.outcome";

    /// <summary>Attribute: the collection.</summary>
    public const string Collection = "longrag.collection";

    /// <summary>Attribute: how many passages.</summary>
    public const string Passages = "longrag.passages";

    /// <summary>Attribute: the job.</summary>
    public const string Job = "longrag.job.id";

    /// <summary>Attribute: which try of the job.</summary>
    public const string Attempt = "longrag.job.attempt";

    /// <summary>Attribute: what a span of generative AI does: <c>retrieval</c>, <c>chat</c>, <c>embeddings</c>.</summary>
    public const string OperationName = "gen_ai.operation.name";

    /// <summary>Attribute: who writes.</summary>
    public const string RequestModel = "gen_ai.request.model";
}
